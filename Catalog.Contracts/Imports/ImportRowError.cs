namespace Catalog.Contracts.Imports;

/// <summary>Why a row of an import was not taken.</summary>
/// <param name="Line">The line of the file on which the row starts; the header is line 1.</param>
/// <param name="Column">The column's name in the file, or null where the row as a whole is wrong.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
/// <param name="Value">The value found, shortened to 100 characters; null where there is none.</param>
/// <param name="Sku">The row's sku as the file has it, shortened to 100 characters; null where it has none that can be read.</param>
public sealed record ImportRowError(long Line, string? Column, string Reason, string? Value, string? Sku = null);
