namespace AspireCache.Coherence.Postgres;

/// <summary>What a committed transaction did to a row of a table that <see cref="PostgresInvalidationOptions.Describe"/> named.</summary>
/// <param name="Epoch">
/// The lineage of the cache, as <see cref="CacheStamp.Epoch"/>. Where it is another one than before, changes may be missing between
/// the two.
/// </param>
/// <param name="Position">The end of the transaction's commit in the log: it grows from transaction to transaction.</param>
/// <param name="Table">The table, as <c>schema.table</c>.</param>
/// <param name="Description">What the application made of the row; null where the transaction changed too many of the table to tell each.</param>
public sealed record CommittedChange(long Epoch, ulong Position, string Table, string? Description);
