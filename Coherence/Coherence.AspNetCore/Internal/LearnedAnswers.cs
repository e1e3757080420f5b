using System.Collections.Concurrent;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// What is known of a key only when its answer is there: tags and lifetimes that endpoints and policies set late. A fill has to name its tags
/// before anything is read, so the first answer of such a key is not kept; the next fill begins with what the last one ended with.
/// </summary>
internal sealed class LearnedAnswers
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (string[] Tags, TimeSpan Expiration)> _known = new(StringComparer.Ordinal);

    public bool IsEmpty => _known.IsEmpty;

    public void Learn(string key, string[] tags, TimeSpan expiration)
    {
        if (_known.Count >= Most)
            _known.Clear();
        _known[key] = (tags, expiration);
    }

    public (string[] Tags, TimeSpan Expiration) Complete(string key, HashSet<string> tags, TimeSpan expiration)
    {
        if (_known.IsEmpty || !_known.TryGetValue(key, out var known))
            return ([.. tags], expiration);
        return ([.. tags.Union(known.Tags, StringComparer.Ordinal)], known.Expiration < expiration ? known.Expiration : expiration);
    }
}
