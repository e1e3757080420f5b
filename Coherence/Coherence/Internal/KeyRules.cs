using System.Text;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal;

/// <summary>
/// Which keys and tags can be cached at all, and under which names the protocol knows them. As with Microsoft's cache, the others
/// are served from their source.
/// </summary>
internal sealed class KeyRules(int maximumKeyLength, TagHiding? hiding, ILogger logger)
{
    private const int OwnTags = 3;

    /// <summary>In more tags than these, one that comes twice is not looked for by comparing it with all others.</summary>
    private const int FewTags = 16;

    /// <summary>Entries give lengths in UTF-8, up to three bytes a character, 16 bits.</summary>
    private const int LongestName = 20_000;

    private readonly int _maximumLength = Math.Min(maximumKeyLength, LongestName);

    /// <summary>Whether anything can be kept from Redis's eyes.</summary>
    public bool CanHide => hiding is not null;

    /// <summary>Whether the key may be used; a key that may not is logged.</summary>
    public bool IsValid(string? key)
    {
        if (string.IsNullOrWhiteSpace(key) || !IsText(key))
        {
            logger.KeyInvalid();
            return false;
        }

        if (key.Length > _maximumLength)
        {
            logger.KeyTooLong(_maximumLength, key.Length);
            return false;
        }

        return true;
    }

    /// <summary>The tags of an entry: its key's, its namespace's, everybody's, the caller's. Null when one cannot be used.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tags">The caller's.</param>
    /// <param name="isSensitive">Whether the caller's name what is sensitive: one of them reads like a key of a sensitive namespace.</param>
    /// <exception cref="ArgumentException">A tag is empty, or <c>*</c>, as with Microsoft's cache.</exception>
    public string[]? TagsOf(string key, IEnumerable<string>? tags, out bool isSensitive)
    {
        isSensitive = false;
        string[] own = [NameOfKey(key), NameOfNamespace(TagNames.NamespaceOf(key)), TagNames.All];
        if (tags is null)
            return own;
        var all = tags.TryGetNonEnumeratedCount(out var count) ? new List<string>(count + OwnTags) : [];
        all.AddRange(own);
        HashSet<string>? seen = null;
        foreach (var tag in tags)
        {
            if (string.IsNullOrWhiteSpace(tag))
                throw new ArgumentException("A tag is empty.", nameof(tags));
            if (tag == TagNames.All)
                throw new ArgumentException($"The tag {TagNames.All} stands for all entries: none can carry it.", nameof(tags));
            if (!IsValid(tag))
                return null;
            isSensitive |= hiding is not null && TagNames.HasNamespace(tag) && hiding.IsSensitive(TagNames.NamespaceOf(tag));
            var name = NameOfTag(tag);
            if (all.Count > FewTags)
                seen ??= new(all, StringComparer.Ordinal);
            if (seen is null ? !all.Contains(name) : seen.Add(name))
                all.Add(name);
        }

        return all.Count == OwnTags ? own : [.. all];
    }

    /// <summary>The name of the tag that every entry of the key carries.</summary>
    public string NameOfKey(string key) =>
        hiding is not null && hiding.IsSensitive(TagNames.NamespaceOf(key)) ? hiding.Hide(TagNames.OfKey(key)) : TagNames.OfKey(key);

    /// <summary>The name of the tag that every entry of the namespace carries.</summary>
    public string NameOfNamespace(ReadOnlySpan<char> name) =>
        hiding is not null && hiding.IsSensitive(name) ? hiding.Hide(TagNames.OfNamespace(name)) : TagNames.OfNamespace(name);

    /// <summary>
    /// The name of a caller's tag. Where anything is sensitive all of them are hidden: whoever invalidates a tag does not know what
    /// carries it, and its name must be one and the same.
    /// </summary>
    public string NameOfTag(string tag) =>
        hiding is null || tag == TagNames.All ? TagNames.OfTag(tag) : hiding.Hide(TagNames.OfTag(tag));

    /// <summary>Whether the tag may be used; the same rules as for keys.</summary>
    public bool IsValidTag(string? tag) => tag == TagNames.All || IsValid(tag);

    // A line feed would end a tag inside an event; half a surrogate pair would become another key in UTF-8.
    private static bool IsText(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
            return false;
        foreach (var c in text.AsSpan())
            if (char.IsSurrogate(c))
                return IsWellFormed(text);
        return true;
    }

    private static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) is not System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[length..];
        }

        return true;
    }
}
