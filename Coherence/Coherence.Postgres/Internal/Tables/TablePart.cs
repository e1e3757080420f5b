namespace AspireCache.Coherence.Postgres.Internal.Tables;

/// <summary>A table that holds rows of mapped tables: a mapped one, or a partition or an inheriting table below one, at any depth.</summary>
/// <param name="Oid">The table, as the log and triggers know it.</param>
/// <param name="Name">The table as <c>schema.table</c>.</param>
/// <param name="QuotedName">The same, as SQL has it.</param>
/// <param name="Kind">Its <c>relkind</c>: <c>r</c> a table, <c>p</c> a partitioned one, others are not followed.</param>
/// <param name="IsLogged">Whether its rows are in the write-ahead log.</param>
/// <param name="IsPartition">Whether it is a partition.</param>
/// <param name="Identity">What the log has of old versions.</param>
/// <param name="HasPrimaryKey">Whether it has a primary key that is checked at once; partitions made later have it too.</param>
/// <param name="VirtualColumn">A generated column that is not stored; null where there is none.</param>
/// <param name="HasStoredColumn">Whether it has a generated column that is stored.</param>
/// <param name="Maps">The mapped tables that its rows are in: itself and those above it.</param>
/// <param name="Parents">The tables that it is a partition of, or inherits from.</param>
/// <param name="IsPublished">Whether the relay's publication has it.</param>
/// <param name="ColumnListIn">A publication that lists columns of it; null where none does.</param>
/// <param name="GeneratedLeftOutBy">Another publication that leaves its generated columns out; null where none does.</param>
internal sealed record TablePart(
    uint Oid,
    string Name,
    string QuotedName,
    char Kind,
    bool IsLogged,
    bool IsPartition,
    ReplicaIdentity Identity,
    bool HasPrimaryKey,
    string? VirtualColumn,
    bool HasStoredColumn,
    IReadOnlyList<TableMap> Maps,
    IReadOnlyDictionary<uint, string> Parents,
    bool IsPublished,
    string? ColumnListIn,
    string? GeneratedLeftOutBy)
{
    /// <summary>Whether it has rows of its own, which a partitioned table has not.</summary>
    public bool HasRows => Kind != 'p';

    /// <summary>Whether it is mapped itself.</summary>
    public bool IsMapped => Maps.Any(map => map.Table == Name);

    /// <summary>Whether the log carries what the map's tags are made of, of old versions too; else each update or delete counts as a change of the whole mapped table.</summary>
    public bool CarriesOldRows(TableMap map) => Identity is ReplicaIdentity.Full || (Identity is ReplicaIdentity.PrimaryKey && !map.NeedsOldRow);
}
