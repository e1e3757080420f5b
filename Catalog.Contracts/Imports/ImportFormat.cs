namespace Catalog.Contracts.Imports;

/// <summary>The formats an import reads.</summary>
public enum ImportFormat
{
    /// <summary>Comma-separated values with a header (RFC 4180).</summary>
    Csv,

    /// <summary>Tab-separated values with a header.</summary>
    Tsv,

    /// <summary>One JSON object a line.</summary>
    Ndjson,
}
