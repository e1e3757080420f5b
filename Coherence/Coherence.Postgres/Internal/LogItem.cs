namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>What the relay has to do for a committed transaction, or for a part of one that need not wait for the rest.</summary>
/// <param name="Xid">The transaction, as the log knows it: 32 bits.</param>
/// <param name="Tags">What it invalidates, as the application names its tags.</param>
/// <param name="Changes">Changes of single rows; see <see cref="TransactionTags.Changes"/>.</param>
/// <param name="Position">The end of its commit in the log; of a part, a position within its commit.</param>
/// <param name="Beat">The number of the relay's own message, where the transaction is one.</param>
/// <param name="IsWhole">Whether it changed something, and nothing of it follows: who waits for it may be told.</param>
internal readonly record struct LogItem(
    uint Xid, IReadOnlyCollection<string> Tags, IReadOnlyCollection<(string Table, string? Description)> Changes, ulong Position, long? Beat, bool IsWhole)
{
    /// <summary>Whether more of the transaction follows: the log must be read again from before it until that has been applied too.</summary>
    public bool IsPart => !IsWhole && Tags.Count > 0;

    /// <summary>Whether it changed something.</summary>
    public bool IsChange => IsWhole || IsPart;
}
