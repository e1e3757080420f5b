namespace Catalog.Contracts.Imports;

/// <summary>What an import that has not ended does at present.</summary>
public enum ImportPhase
{
    /// <summary>The file arrives; its rows are read and checked.</summary>
    Receiving,

    /// <summary>Its rows are here; other imports are merged first.</summary>
    Waiting,

    /// <summary>Its rows are compared with the catalogue.</summary>
    Comparing,

    /// <summary>New and changed products are written.</summary>
    Writing,

    /// <summary>All are written; what follows from them is, and then all of it is committed and the caches are invalidated.</summary>
    Finishing,
}
