using Catalog.Contracts.Imports;

namespace Catalog.Api.Imports;

/// <summary>What was read of a file.</summary>
/// <param name="BytesRead">Bytes of the body, as sent.</param>
/// <param name="RowsRead">Rows, wrong ones included.</param>
/// <param name="Invalid">Rows that were wrong.</param>
/// <param name="Errors">The first of their errors.</param>
/// <param name="AttributeColumns">The first of the columns that are no field of a product.</param>
internal sealed record ImportTally(
    long BytesRead, long RowsRead, long Invalid, IReadOnlyList<ImportRowError> Errors, IReadOnlyList<string> AttributeColumns)
{
    public static ImportTally Nothing { get; } = new(0, 0, 0, [], []);
}
