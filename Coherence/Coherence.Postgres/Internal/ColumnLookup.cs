namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Finds a column's value in one version of a row, as text; false where this version does not have the column.</summary>
internal delegate bool ColumnLookup(string column, out string? value);
