namespace AspireCache.Coherence.Postgres.Internal.Tables;

/// <summary>What the log has of the version of a row that an update or a delete replaced.</summary>
internal enum ReplicaIdentity
{
    /// <summary>Nothing: while the table is published, Postgres refuses its updates and deletes.</summary>
    None,

    /// <summary>Columns of an index that is not the primary key.</summary>
    OtherKey,

    /// <summary>The primary key.</summary>
    PrimaryKey,

    /// <summary>All columns.</summary>
    Full,
}
