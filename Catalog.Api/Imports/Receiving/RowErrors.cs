using Catalog.Api.Imports.Reading;
using Catalog.Contracts.Imports;

namespace Catalog.Api.Imports.Receiving;

/// <summary>The first errors of an import, in file order, and how many rows were wrong.</summary>
internal sealed class RowErrors
{
    /// <summary>The most that are kept.</summary>
    public const int Kept = 1000;

    private List<ImportRowError> _errors = [];

    public IReadOnlyList<ImportRowError> Errors => _errors;

    /// <summary>Rows that were wrong, each once.</summary>
    public long InvalidRows { get; private set; }

    /// <summary>Adds the errors of one row; rows come in file order.</summary>
    public void AddRow(FeedRow row)
    {
        InvalidRows++;
        string? sku = string.IsNullOrEmpty(row.Sku) ? null : ShownText.Clean(row.Sku);
        foreach (ImportRowError error in row.Errors.Take(Kept - _errors.Count))
            _errors.Add(error with { Sku = sku });
    }

    /// <summary>Adds errors that were found afterwards, in file order.</summary>
    /// <param name="errors">The first of them.</param>
    /// <param name="newlyInvalid">Rows that were not wrong before.</param>
    public void Merge(IEnumerable<ImportRowError> errors, long newlyInvalid)
    {
        InvalidRows += newlyInvalid;
        _errors = [.. _errors.Concat(errors).OrderBy(error => error.Line).Take(Kept)];
    }
}
