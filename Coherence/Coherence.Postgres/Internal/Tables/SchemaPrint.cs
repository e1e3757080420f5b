using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal.Tables;

/// <summary>
/// A print of what decides which changes of the mapped tables' rows are heard of, and of what changes rows without being heard of:
/// the tables with their parts, columns, enums and replica identities, their places below one another and in the publication, their
/// triggers. Where it is another one than before (a column's type was changed, a partition detached, one table put in another's place,
/// a trigger switched off and on), rows may have changed unheard, and the cache starts from empty.
/// </summary>
/// <remarks>
/// Rows of the catalogue count by <c>xmin</c>, the transaction that wrote them: what was changed and changed back is seen too. What
/// rewrites a table and leaves its rows as they are (<c>VACUUM FULL</c>, <c>CLUSTER</c>) leaves its print as well.
/// </remarks>
internal static class SchemaPrint
{
    /// <summary>An expression. Parameters: <c>@tables</c>, <c>@publication</c>, <c>@triggers</c>.</summary>
    public const string Sql =
        $"""
        ({TableCatalog.PartsSql}
        select md5(string_agg(concat_ws(' ', c.oid, c.relnamespace, c.relname, c.relreplident, c.relpersistence,
          {TableCatalog.IdentityKeySql},
          (select string_agg(concat(i.inhparent, '/', i.xmin), ',' order by i.inhparent) from pg_inherits i where i.inhrelid = c.oid),
          (select string_agg(a.xmin::text, ',' order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0),
          (select string_agg(e.xmin::text, ',' order by e.oid) from pg_enum e where exists (select from pg_attribute a join pg_type t on t.oid = a.atttypid
           where a.attrelid = c.oid and a.attnum > 0 and e.enumtypid in (t.oid, t.typelem, t.typbasetype))),
          (select string_agg(t.xmin::text, ',' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and starts_with(t.tgname, @triggers))), ';' order by c.oid)
          -- A publication's tables and schemas depend on it.
          || coalesce((select concat_ws(' ', p.xmin, (select string_agg(d.xmin::text, ',' order by d.classid, d.objid) from pg_depend d
               where d.refclassid = 'pg_publication'::regclass and d.refobjid = p.oid))
             from pg_publication p where p.pubname = @publication), ''))
        from (select distinct oid from parts) part join pg_class c using (oid))
        """;

    public static void AddParameters(NpgsqlCommand command, PostgresInvalidationOptions options, RelayNames names)
    {
        command.Parameters.AddWithValue("tables", options.Tables.Keys.ToArray());
        command.Parameters.AddWithValue("publication", names.Publication);
        command.Parameters.AddWithValue("triggers", $"coherence_{names.Outbox}_");
    }
}
