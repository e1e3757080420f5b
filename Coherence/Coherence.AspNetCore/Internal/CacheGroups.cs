using System.Text;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// Cache groups (RFC 9875): what an answer is made of, for caches in front, which drop a group when an answer to a change names it. Tags are the
/// groups; the fields are lists of strings (RFC 9651).
/// </summary>
internal static class CacheGroups
{
    public const string Header = "Cache-Groups";
    public const string InvalidationHeader = "Cache-Group-Invalidation";

    // What every cache that knows the fields has to take: section 2.1.
    private const int MostGroups = 32;
    private const int LongestGroup = 32;

    /// <summary>The field; null where a cache need not take it, or a tag cannot be written in it.</summary>
    public static string? Of(IReadOnlyCollection<string> tags)
    {
        if (tags.Count is 0 or > MostGroups)
            return null;
        var text = new StringBuilder();
        foreach (var tag in tags)
        {
            if (tag.Length > LongestGroup || tag.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                return null;
            text.Append(text.Length == 0 ? "" : ", ").Append('"').Append(tag.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }
}
