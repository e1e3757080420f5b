namespace Catalog.Contracts.Imports;

/// <summary>What an import does with rows that are wrong.</summary>
public enum ImportMode
{
    /// <summary>All rows or none: one wrong row and the catalogue stays as it was. The default.</summary>
    Atomic,

    /// <summary>Wrong rows are left out and reported, the others go in, together.</summary>
    SkipInvalid,
}
