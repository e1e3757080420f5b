namespace AspireCache.Coherence.Postgres.Internal.Tables;

/// <summary>What no way to learn of commits can follow, or not from where it is configured to: said with the remedy, before anything is made in the database.</summary>
internal static class TableCheck
{
    private const string InsteadOfTheLog = $"set {nameof(PostgresInvalidationOptions.Source)} to {nameof(CommitSource.Outbox)}";

    /// <exception cref="RelaySetupException">A table is not there, or has rows that change unheard.</exception>
    public static void Run(TableCatalog tables, PostgresInvalidationOptions options)
    {
        if (options.Tables.Keys.FirstOrDefault(table => tables.Parts.All(part => part.Name != table)) is { } missing)
            throw new RelaySetupException($"the table {missing} does not exist (yet).");
        foreach (var part in tables.Parts)
        {
            var what = part.Kind switch
            {
                'r' or 'p' => null,
                'f' => "a foreign table, whose rows change on another server",
                'v' or 'm' => "a view",
                _ => "not a table",
            };
            if (what is null)
                continue;
            throw new RelaySetupException(part.IsMapped
                ? $"{part.Name} is {what}: no commit here tells of its rows. Map {(part.Kind is 'v' or 'm' ? "the tables that it is made of" : "another table")}, and cache what comes from it with a lifetime."
                : $"{part.Name}, a part of {part.Maps[0].Table}, is {what}: no commit here tells of its rows. Map the other parts, each by its name, and cache what comes from it with a lifetime; or detach it.");
        }
    }

    /// <summary>What the write-ahead log does not carry.</summary>
    /// <exception cref="RelaySetupException">There is such a table.</exception>
    public static void RunForLog(TableCatalog tables)
    {
        if (tables.Parts.FirstOrDefault(static part => !part.IsLogged) is { } unlogged)
            throw new RelaySetupException($"{unlogged.Name} is unlogged: its changes are not in the write-ahead log. As its owner: ALTER TABLE {unlogged.QuotedName} SET LOGGED; or {InsteadOfTheLog}.");
        foreach (var part in tables.Parts.Where(static part => part.Maps.Any(static map => map.NeedsOldRow)))
            CheckFullIdentity(part);
        var lacking = tables.Parts.Where(static part => LacksOldRows(part)).ToList();
        if (lacking.Any(static part => part.IsMapped))
            throw new RelaySetupException(
                $"the log does not carry the old versions of {string.Join(", ", lacking.Select(static part => part.Name))}'s rows, which its tags are made of. As its owner: {Full(lacking)} or map it with keyOnly: true.");
    }

    /// <summary>Tables of which Postgres would refuse updates and deletes while they are published, and how that is mended.</summary>
    public static IEnumerable<(TablePart Part, string Problem)> FindRefused(TableCatalog tables)
    {
        foreach (var part in tables.Parts)
        {
            if (part is { Identity: ReplicaIdentity.Full, VirtualColumn: { } column })
                yield return (part, $"Postgres would refuse updates of {part.Name}: its replica identity has the column {column}, which is generated and not stored. As its owner: {KeyIdentity(part)} and map it with keyOnly: true; or make the column STORED; or {InsteadOfTheLog}.");
            else if (part is { Identity: ReplicaIdentity.None, HasRows: true })
                yield return (part, $"Postgres would refuse updates of {part.Name}: it has no primary key, and no other replica identity. As its owner: {Full([part])} or {InsteadOfTheLog}.");
            else if (part is { Kind: 'p', HasPrimaryKey: false })
                yield return (part, $"Postgres would refuse updates of the next partition of {part.Name}, which has no primary key. As its owner: ALTER TABLE {part.QuotedName} ADD PRIMARY KEY (…); or {InsteadOfTheLog}.");
        }
    }

    /// <summary>Parts whose updates and deletes count as changes of the whole mapped table, and how that is mended.</summary>
    public static IEnumerable<(TablePart Part, string Remedy)> FindCoarse(TableCatalog tables) =>
        tables.Parts.Where(static part => part.HasRows && LacksOldRows(part)).Select(static part => (part, Full([part])));

    /// <summary>What a statement does that names a table above does not fire the triggers of those below.</summary>
    /// <exception cref="RelaySetupException">A mapped table is below one that is not.</exception>
    public static void RunForOutbox(TableCatalog tables)
    {
        foreach (var part in tables.Parts)
            if (part.Parents.Where(parent => tables.Find(parent.Key) is null).Select(static parent => parent.Value).FirstOrDefault() is { } stray)
                throw new RelaySetupException($"{part.Name} is below {stray}, and what is written to {stray} does not fire the triggers of {part.Name}. Map {stray} too; or set {nameof(PostgresInvalidationOptions.Source)} to {nameof(CommitSource.LogicalReplication)}.");
    }

    private static bool LacksOldRows(TablePart part) => part.Maps.Any(map => !part.CarriesOldRows(map));

    // Postgres refuses updates where another publication does not carry all of a FULL identity.
    private static void CheckFullIdentity(TablePart part)
    {
        var instead = $"or map it with keyOnly: true, with a primary key as its replica identity; or {InsteadOfTheLog}.";
        if (part.ColumnListIn is { } lists)
            throw new RelaySetupException($"the tags of {part.Name} need REPLICA IDENTITY FULL, with which Postgres refuses its updates, since the publication {lists} leaves out columns. As that one's owner: ALTER PUBLICATION \"{lists}\" SET TABLE …, without a list of columns; {instead}");
        if (part is { HasStoredColumn: true, GeneratedLeftOutBy: { } leaves })
            throw new RelaySetupException($"the tags of {part.Name} need REPLICA IDENTITY FULL, with which Postgres refuses its updates, since the publication {leaves} leaves out generated columns. As that one's owner: ALTER PUBLICATION \"{leaves}\" SET (publish_generated_columns = stored); {instead}");
        if (part is { VirtualColumn: { } column } && part.Identity is not ReplicaIdentity.Full)
            throw new RelaySetupException($"the tags of {part.Name} need REPLICA IDENTITY FULL, with which Postgres refuses its updates, since its column {column} is generated and not stored. As its owner: make the column STORED; {instead}");
    }

    private static string KeyIdentity(TablePart part) => $"ALTER TABLE {part.QuotedName} REPLICA IDENTITY DEFAULT;";

    private static string Full(IEnumerable<TablePart> parts) => string.Join(" ", parts.Select(static part => $"ALTER TABLE {part.QuotedName} REPLICA IDENTITY FULL;"));
}
