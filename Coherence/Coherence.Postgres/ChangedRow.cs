using AspireCache.Coherence.Postgres.Internal;

namespace AspireCache.Coherence.Postgres;

/// <summary>One version of a row that a transaction wrote: the new one, or the one it replaced or deleted.</summary>
public sealed class ChangedRow
{
    private readonly ColumnLookup _find;

    internal ChangedRow(string table, RowChange change, ColumnLookup find)
    {
        Table = table;
        Change = change;
        _find = find;
    }

    /// <summary>The table, as <c>schema.table</c>.</summary>
    public string Table { get; }

    /// <summary>What was done to the row; of an update there is the version before it, and the one after.</summary>
    public RowChange Change { get; }

    /// <summary>A column's value in Postgres's text form, as <c>psql</c> shows it: <c>42</c>, <c>t</c>, <c>{a,b}</c>; null for NULL.</summary>
    /// <param name="column">The column's name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">
    /// The log does not carry the column for this version of the row: there is no such column, or it is an old version and the
    /// table's replica identity is not <c>FULL</c>. The relay then invalidates the whole table.
    /// </exception>
    public string? this[string column] => _find(column, out var value)
        ? value
        : throw new KeyNotFoundException($"The log has no column '{column}' for this version of a row of {Table}. Is the table's REPLICA IDENTITY FULL?");
}
