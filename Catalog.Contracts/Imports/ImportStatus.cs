namespace Catalog.Contracts.Imports;

/// <summary>How an import is going, or how it ended.</summary>
/// <param name="Id">The import.</param>
/// <param name="State">How far it is.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Mode">What it does with wrong rows.</param>
/// <param name="DryRun">Whether it only tells what it would do.</param>
/// <param name="FileName">The file's name, where the client gave one.</param>
/// <param name="BytesRead">Bytes of the request body read so far.</param>
/// <param name="BytesTotal">Length of the request body, where the client gave one.</param>
/// <param name="RowsRead">Rows read so far, wrong ones included, the header not.</param>
/// <param name="Inserted">Products made (in a dry run: that would be).</param>
/// <param name="Updated">Products changed.</param>
/// <param name="Unchanged">Products that already were as the file says.</param>
/// <param name="Invalid">Rows that were wrong.</param>
/// <param name="Errors">The first 1,000 row errors, in file order; left empty in lists of imports, and in events before the last.</param>
/// <param name="Failure">Why the import as a whole failed, and what to do; else null.</param>
/// <param name="AttributeColumns">
/// Columns of the file that are no field of a product, and were kept as attributes under their names: the first 50, each once; left empty where row errors are.
/// </param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC; null until then.</param>
/// <param name="Progress">How far it is; null once it has ended.</param>
public sealed record ImportStatus(
    Guid Id,
    ImportState State,
    ImportFormat Format,
    ImportMode Mode,
    bool DryRun,
    string? FileName,
    long BytesRead,
    long? BytesTotal,
    long RowsRead,
    long Inserted,
    long Updated,
    long Unchanged,
    long Invalid,
    IReadOnlyList<ImportRowError> Errors,
    string? Failure,
    IReadOnlyList<string> AttributeColumns,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    ImportProgress? Progress = null)
{
    /// <summary>Whether the import has ended, well or not.</summary>
    public bool IsFinished => State is ImportState.Succeeded or ImportState.Failed or ImportState.Cancelled;
}
