using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// A print of what decides which changes of the mapped tables' rows are heard of, and of what changes rows without being heard of:
/// the tables with their parts, columns and replica identities, their place in the publication, their triggers. Where it is another
/// one than before (a column's type was changed, a partition detached, one table put in another's place, a trigger switched off and on),
/// rows may have changed unheard, and everything is made anew.
/// </summary>
/// <remarks>
/// Rows of the catalogue count by <c>xmin</c>, the transaction that wrote them: what was changed and changed back is seen too. What
/// rewrites a table and leaves its rows as they are (<c>VACUUM FULL</c>, <c>CLUSTER</c>) leaves its print as well.
/// </remarks>
internal static class SchemaPrint
{
    /// <summary>An expression. Parameters: <c>@tables</c>, <c>@publication</c>, <c>@triggers</c>.</summary>
    public const string Sql =
        """
        (with recursive parts as (
          select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any(@tables)
          union
          select i.inhrelid from pg_inherits i join parts p on p.oid = i.inhparent
        )
        select md5(string_agg(concat_ws(' ', c.oid, c.relnamespace, c.relname, c.relreplident,
          (select string_agg(a.xmin::text, ',' order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0),
          (select string_agg(r.xmin::text, ',') from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where p.pubname = @publication and r.prrelid = c.oid),
          (select string_agg(t.xmin::text, ',' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and starts_with(t.tgname, @triggers))), ';' order by c.oid)
          || coalesce((select p.xmin::text from pg_publication p where p.pubname = @publication), ''))
        from parts join pg_class c using (oid))
        """;

    public static void AddParameters(NpgsqlCommand command, PostgresInvalidationOptions options, RelayNames names)
    {
        command.Parameters.AddWithValue("tables", options.Tables.Keys.ToArray());
        command.Parameters.AddWithValue("publication", names.Publication);
        command.Parameters.AddWithValue("triggers", $"coherence_{names.Outbox}_");
    }

    public static async Task<string> ReadAsync(NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {Sql}");
        AddParameters(command, options, names);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string ?? "";
    }
}
