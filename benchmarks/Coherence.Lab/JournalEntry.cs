namespace AspireCache.Coherence.Lab;

/// <summary>A read, a fill or a commit.</summary>
/// <param name="Key">The row.</param>
/// <param name="Version">Which version was read or committed; <see cref="Failed"/> for a read that failed, <see cref="Fill"/> for a factory that ran.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Ended">When it had ended.</param>
internal readonly record struct JournalEntry(int Key, long Version, long Begun, long Ended)
{
    public const long Failed = -1;
    public const long Fill = -2;
}
