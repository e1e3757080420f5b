using AspireCache.Coherence.Postgres.Internal.Tables;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Makes the publication that has every table with rows of mapped ones, or says what one that was made by hand lacks.</summary>
internal sealed class PublicationSetup(PostgresInvalidationOptions options, RelayNames names)
{
    private const int GeneratedColumnsSince = 18;
    private const string PublishGenerated = "publish_generated_columns = stored";
    // Rows are published under the partition that they are in: where they are published under the root, TRUNCATE of one partition is not.
    private const string PublishParts = "publish_via_partition_root = false";

    private readonly string _name = Sql.Quote(names.Publication);

    /// <returns>Whether the publication was changed: the slot has to be created again, since changes from before are not in what it reads.</returns>
    /// <exception cref="RelaySetupException">It cannot be followed; the message has the remedy.</exception>
    public async Task<bool> EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var canPublishGenerated = connection.PostgreSqlVersion.Major >= GeneratedColumnsSince;
        var tables = await TableCatalog.ReadAsync(connection, options, names, cancellationToken).ConfigureAwait(false);
        TableCheck.Run(tables, options);
        await CheckWritesAsync(connection, tables, cancellationToken).ConfigureAwait(false);
        TableCheck.RunForLog(tables);
        if (await FindAsync(connection, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            var settings = canPublishGenerated ? $" with ({PublishGenerated})" : "";
            var all = ToAdd(tables);
            await MakeAsync(connection, all.Length > 0 ? $"CREATE PUBLICATION {_name} FOR TABLE {all}{settings};" : $"CREATE PUBLICATION {_name}{settings};", cancellationToken).ConfigureAwait(false);
            return true;
        }

        Check(found);
        foreach (var setting in MissingSettings(found, tables, canPublishGenerated))
        {
            var alter = $"ALTER PUBLICATION {_name} SET ({setting});";
            // Others may read one that was made by hand.
            if (options.Publication is not null)
                throw new RelaySetupException($"the publication {names.Publication} leaves out changes. As its owner: {alter} or leave {nameof(options.Publication)} unset, so that the relay makes its own.");
            await MakeAsync(connection, alter, cancellationToken).ConfigureAwait(false);
        }

        // Never less than before: nodes of an earlier release may still need the others.
        if (ToAdd(tables) is not { Length: > 0 } missing)
            return false;
        await MakeAsync(connection, $"ALTER PUBLICATION {_name} ADD TABLE {missing};", cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static IEnumerable<string> MissingSettings(Publication found, TableCatalog tables, bool canPublishGenerated)
    {
        if (found.IsViaRoot && tables.Parts.Any(static part => part.IsPartition || part.Kind == 'p'))
            yield return PublishParts;
        if (canPublishGenerated && !found.HasGenerated && tables.Parts.Any(static part => part.HasStoredColumn))
            yield return PublishGenerated;
    }

    // A partitioned table brings its partitions, those to come too; inheriting tables are named each. ONLY: not the temporary ones.
    private static string ToAdd(TableCatalog tables) => string.Join(
        ", ", tables.Parts.Where(static part => !part.IsPublished && (part.IsMapped || !part.IsPartition)).Select(static part => "ONLY " + part.QuotedName));

    // Where the tables were altered later so that Postgres refuses updates of what is published, they go on without being published.
    private async Task CheckWritesAsync(NpgsqlConnection connection, TableCatalog tables, CancellationToken cancellationToken)
    {
        var refused = TableCheck.FindRefused(tables).ToList();
        if (refused.Count == 0)
            return;
        // Others may read a publication that was made by hand.
        if (options.Publication is null && refused.Exists(static one => one.Part.IsPublished))
            await TryTakeOutAsync(connection, refused[0].Part, tables, cancellationToken).ConfigureAwait(false);
        throw new RelaySetupException(refused[0].Problem);
    }

    private async Task TryTakeOutAsync(NpgsqlConnection connection, TablePart part, TableCatalog tables, CancellationToken cancellationToken)
    {
        try
        {
            var published = part.IsPartition ? tables.Parts.Where(above => above.IsMapped && part.Maps.Any(map => map.Table == above.Name)) : [part];
            foreach (var table in published)
                await Sql.ExecuteAsync(connection, $"alter publication {_name} drop table only {table.QuotedName}", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException)
        {
            // It is another role's, or of all tables. The problem of the table says what helps.
        }
    }

    private async Task MakeAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await Sql.ExecuteAsync(connection, statement, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (!e.IsTransient)
        {
            throw new RelaySetupException($"the publication {names.Publication} cannot be made ({e.MessageText}). As the tables' owner, with CREATE on the database: {statement}");
        }
    }

    private async Task<Publication?> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate,
              exists (select from pg_publication_rel r where r.prpubid = p.oid and to_jsonb(r) ->> 'prqual' is not null),
              p.pubviaroot, to_jsonb(p) ->> 'pubgencols' = 's'
            from pg_publication p where p.pubname = $1
            """,
            connection);
        command.Parameters.Add(new() { Value = names.Publication });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new Publication(reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), !reader.IsDBNull(3) && reader.GetBoolean(3))
            : null;
    }

    // One that was made by hand may leave changes out, which would then be in nobody's log.
    private void Check(Publication found)
    {
        if (!found.HasAllKinds)
            throw new RelaySetupException($"the publication {names.Publication} leaves out kinds of changes. As its owner: ALTER PUBLICATION {_name} SET (publish = 'insert, update, delete, truncate');");
        if (found.HasFilters)
            throw new RelaySetupException($"the publication {names.Publication} leaves out rows: a table in it has a WHERE clause. As its owner: ALTER PUBLICATION {_name} SET TABLE …, without one.");
    }

    private readonly record struct Publication(bool HasAllKinds, bool HasFilters, bool IsViaRoot, bool HasGenerated);
}
