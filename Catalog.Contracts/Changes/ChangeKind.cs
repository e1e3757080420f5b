namespace Catalog.Contracts.Changes;

/// <summary>What happened to a product.</summary>
public enum ChangeKind
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was changed.</summary>
    Updated,

    /// <summary>It was deleted.</summary>
    Deleted,
}
