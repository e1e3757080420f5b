namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// Splits tags so that one script, and one event, stay small whatever is invalidated: the others of Redis's clients wait for a
/// script, and a request with a time limit must not grow with its input.
/// </summary>
internal static class InvalidationChunk
{
    /// <summary>How many tags one script takes.</summary>
    public const int MostTags = 500;

    /// <summary>How long they may be together; one that is longer goes alone.</summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>How many of the tags, at least one where there is one, go first.</summary>
    public static int LengthOf(ReadOnlySpan<string> tags)
    {
        var characters = 0;
        for (var i = 0; i < tags.Length; i++)
        {
            characters += tags[i].Length + 1;
            if (i == MostTags || (characters > MostCharacters && i > 0))
                return i;
        }

        return tags.Length;
    }
}
