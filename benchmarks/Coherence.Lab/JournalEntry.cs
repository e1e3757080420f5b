namespace AspireCache.Coherence.Lab;

/// <summary>A read, a fill or a commit.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Key">The row.</param>
/// <param name="Version">Which version was read or committed.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Ended">When it had ended.</param>
internal readonly record struct JournalEntry(JournalKind Kind, int Key, long Version, long Begun, long Ended);
