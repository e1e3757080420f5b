namespace AspireCache.Coherence.Postgres;

/// <summary>What a transaction did to a row.</summary>
public enum RowChange
{
    /// <summary>The row was made.</summary>
    Insert,

    /// <summary>The row was changed.</summary>
    Update,

    /// <summary>The row was deleted.</summary>
    Delete,
}
