namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>A node's turn at being the relay.</summary>
/// <param name="Source">What the outbox is: another one than before means that commits may have been missed.</param>
/// <param name="Applied">Up to where in the log what committed has been applied, and deleted.</param>
/// <param name="LogEnd">Where the log ends.</param>
internal readonly record struct OutboxClaim(string Source, ulong Applied, ulong LogEnd);
