namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>What one look into the outbox showed: whole transactions, in an order that keeps that of any one row's changes.</summary>
/// <param name="Items">The transactions.</param>
/// <param name="Ids">The lines that they are made of.</param>
/// <param name="Position">A position in the log behind all of their commits.</param>
/// <param name="IsComplete">Whether there was no more.</param>
internal sealed record OutboxPage(List<LogItem> Items, List<long> Ids, ulong Position, bool IsComplete);
