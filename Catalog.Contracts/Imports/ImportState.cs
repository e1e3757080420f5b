namespace Catalog.Contracts.Imports;

/// <summary>How far an import is.</summary>
public enum ImportState
{
    /// <summary>The file is being read into a staging area; the catalogue is untouched.</summary>
    Receiving,

    /// <summary>The file is stored whole; its rows are being checked against the catalogue and merged.</summary>
    Merging,

    /// <summary>Done: every accepted row is in the catalogue (or would be, in a dry run).</summary>
    Succeeded,

    /// <summary>Ended without a change to the catalogue; <see cref="ImportStatus.Failure"/> says why.</summary>
    Failed,

    /// <summary>Cancelled before it was merged; the catalogue is unchanged.</summary>
    Cancelled,
}
