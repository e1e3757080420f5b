namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>What the relay has to do for a committed transaction.</summary>
/// <param name="Xid">The transaction, as the log knows it: 32 bits.</param>
/// <param name="Tags">What it invalidates, as the application names its tags.</param>
/// <param name="Changes">What is told of single rows; see <see cref="TransactionTags.Changes"/>.</param>
/// <param name="Position">The end of its commit in the log.</param>
/// <param name="Beat">The number of the relay's own message, where the transaction is one.</param>
internal readonly record struct LogItem(uint Xid, IReadOnlyCollection<string> Tags, IReadOnlyCollection<(string Table, string? Description)> Changes, ulong Position, long? Beat);
