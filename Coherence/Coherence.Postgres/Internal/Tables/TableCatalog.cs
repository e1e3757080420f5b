using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal.Tables;

/// <summary>
/// The tables that hold rows of mapped ones, as they were when the catalogue was read. It holds until the <see cref="SchemaPrint"/>
/// that was taken before it changes.
/// </summary>
internal sealed class TableCatalog
{
    /// <summary>Mapped tables with their partitions and inheriting tables, at every depth. A temporary table is of one session alone: nobody else reads its rows.</summary>
    public const string PartsSql =
        """
        with recursive parts as (
          select c.oid, t as mapped from unnest(@tables) t join pg_namespace n on n.nspname = split_part(t, '.', 1)::name
          join pg_class c on c.relnamespace = n.oid and c.relname = substr(t, strpos(t, '.') + 1)::name
          union
          select i.inhrelid, p.mapped from parts p join pg_inherits i on i.inhparent = p.oid join pg_class c on c.oid = i.inhrelid where c.relpersistence <> 't'
        )
        """;

    /// <summary>An expression: the part of a replica identity that an index decides, of the table <c>c</c>.</summary>
    public const string IdentityKeySql =
        """
        (select string_agg(concat_ws(' ', x.indkey, x.indisprimary, x.indisreplident), ',' order by x.indexrelid) from pg_index x
         where x.indrelid = c.oid and x.indimmediate and (x.indisreplident or (x.indisprimary and c.relreplident in ('d', 'i'))))
        """;

    private const string Sql =
        $"""
        {PartsSql}
        select c.oid, n.nspname || '.' || c.relname, format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(c.relname, '"', '""')),
          c.relkind, c.relpersistence = 'p', c.relispartition,
          case when c.relreplident = 'f' then 3
            when exists (select from pg_index x where x.indrelid = c.oid and x.indimmediate and x.indisprimary and (c.relreplident = 'd' or (c.relreplident = 'i' and x.indisreplident))) then 2
            when c.relreplident = 'i' and exists (select from pg_index x where x.indrelid = c.oid and x.indisreplident) then 1
            else 0 end,
          exists (select from pg_index x where x.indrelid = c.oid and x.indimmediate and x.indisprimary),
          (select min(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = 'v'),
          exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = 's'),
          m.mapped,
          array(select i.inhparent from pg_inherits i where i.inhrelid = c.oid order by i.inhparent),
          array(select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid order by i.inhparent),
          exists (select from pg_publication b where b.pubname = @publication and (b.puballtables
            or exists (select from pg_publication_rel r where r.prpubid = b.oid and r.prrelid in (select c.oid union select relid from pg_partition_ancestors(c.oid)))
            -- A published schema depends on the publication.
            or exists (select from pg_depend d join pg_depend s using (classid, objid) where d.refclassid = 'pg_publication'::regclass and d.refobjid = b.oid
              and s.refclassid = 'pg_namespace'::regclass and s.refobjid = c.relnamespace))),
          (select min(b.pubname) from pg_publication_rel r join pg_publication b on b.oid = r.prpubid
           where r.prrelid in (select c.oid union select relid from pg_partition_ancestors(c.oid)) and to_jsonb(r) ->> 'prattrs' is not null),
          (select min(b.pubname) from pg_publication b, lateral pg_get_publication_tables(b.pubname::text) g
           where b.pubname <> @publication and to_jsonb(b) ->> 'pubgencols' = 'n' and b.pubupdate
             and g.relid in (select c.oid union select relid from pg_partition_ancestors(c.oid)))
        from (select oid, array_agg(mapped) as mapped from parts group by oid) m join pg_class c using (oid) join pg_namespace n on n.oid = c.relnamespace
        order by c.oid
        """;

    private readonly Dictionary<uint, TablePart> _parts;
    private readonly Dictionary<uint, List<TableMap>> _below = [];

    private TableCatalog(IEnumerable<TablePart> parts)
    {
        _parts = parts.ToDictionary(static part => part.Oid);
        foreach (var part in _parts.Values.Where(static part => part.IsMapped))
            AddAbove(part, part.Maps.First(map => map.Table == part.Name));
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<TablePart> Parts => _parts.Values;

    public static async Task<TableCatalog> ReadAsync(NpgsqlConnection connection, PostgresInvalidationOptions options, RelayNames names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddWithValue("tables", options.Tables.Keys.ToArray());
        command.Parameters.AddWithValue("publication", names.Publication);
        var parts = new List<TablePart>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            parts.Add(ReadPart(reader, options));
        return new TableCatalog(parts);
    }

    /// <summary>The table of which a change was told; null where it holds no row of a mapped one.</summary>
    public TablePart? Find(uint oid) => _parts.GetValueOrDefault(oid);

    /// <summary>Mapped tables below a table: a statement on it may have changed rows of theirs.</summary>
    public IReadOnlyList<TableMap> Below(uint oid) => _below.TryGetValue(oid, out var maps) ? maps : [];

    private void AddAbove(TablePart part, TableMap map)
    {
        foreach (var parent in part.Parents.Keys)
        {
            if (!_below.TryGetValue(parent, out var maps))
                _below[parent] = maps = [];
            if (!maps.Contains(map))
                maps.Add(map);
            if (Find(parent) is { } above)
                AddAbove(above, map);
        }
    }

    private static TablePart ReadPart(NpgsqlDataReader reader, PostgresInvalidationOptions options)
    {
        var parents = reader.GetFieldValue<uint[]>(11).Zip(reader.GetFieldValue<string[]>(12));
        return new TablePart(
            reader.GetFieldValue<uint>(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetChar(3),
            reader.GetBoolean(4),
            reader.GetBoolean(5),
            (ReplicaIdentity)reader.GetInt32(6),
            reader.GetBoolean(7),
            reader.IsDBNull(8) ? null : reader.GetString(8),
            reader.GetBoolean(9),
            [.. reader.GetFieldValue<string[]>(10).Order(StringComparer.Ordinal).Select(mapped => options.Tables[mapped])],
            parents.ToDictionary(static parent => parent.First, static parent => parent.Second),
            reader.GetBoolean(13),
            reader.IsDBNull(14) ? null : reader.GetString(14),
            reader.IsDBNull(15) ? null : reader.GetString(15));
    }
}
