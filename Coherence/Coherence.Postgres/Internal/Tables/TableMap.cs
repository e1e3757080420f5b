namespace AspireCache.Coherence.Postgres.Internal.Tables;

/// <summary>What cache entries are made of a table.</summary>
/// <param name="Table">The table as <c>schema.table</c>.</param>
/// <param name="Tags">The tags that a version of a row concerns; called for the old and for the new version. It must not do input or output.</param>
/// <param name="Everything">The tags that together concern every row: used for TRUNCATE, and where one transaction changes too many rows.</param>
/// <param name="NeedsOldRow">Whether <paramref name="Tags"/> reads other columns than the primary key of old versions; then the table's replica identity must be <c>FULL</c>.</param>
internal sealed record TableMap(string Table, Func<ChangedRow, IEnumerable<string>> Tags, string[] Everything, bool NeedsOldRow);
