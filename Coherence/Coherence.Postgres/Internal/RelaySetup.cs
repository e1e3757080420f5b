using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using AspireCache.Coherence.Postgres.Internal.Outbox;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Makes the publication and the slot where they are missing, and says what the database lacks.</summary>
internal sealed class RelaySetup(NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, ILogger logger)
{
    private const string InsteadOfTheLog = $"set {nameof(PostgresInvalidationOptions.Source)} to {nameof(CommitSource.Outbox)}.";

    private readonly OutboxSql _outbox = new(names.Outbox);
    private bool _isWarned;

    /// <exception cref="RelaySetupException">The database is not set up for it; the message has the remedy.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ServerCheck.RunAsync(connection, cancellationToken).ConfigureAwait(false);
        await CheckServerAsync(connection, cancellationToken).ConfigureAwait(false);
        await CheckTablesAsync(connection, cancellationToken).ConfigureAwait(false);
        // One node at a time; the others find it done.
        await ExecuteAsync(connection, "select pg_advisory_lock(hashtextextended($1, 0))", cancellationToken, names.Prefix).ConfigureAwait(false);
        try
        {
            await EnsurePublicationAsync(connection, cancellationToken).ConfigureAwait(false);
            await EnsureSlotAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None, names.Prefix).ConfigureAwait(false);
        }
    }

    /// <summary>Whether somebody reads the slot, how much of the log it holds back, and the position it has let go of.</summary>
    public async Task<SlotState> ReadSlotAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select active, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint, pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::bigint,
              pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint
            from pg_replication_slots where slot_name = $1
            """);
        command.Parameters.Add(new() { Value = names.Slot });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            throw new RelaySetupException($"Replication slot {names.Slot} has just been dropped; it is made anew.");
        var state = new SlotState(reader.GetBoolean(0), reader.IsDBNull(1) ? 0 : reader.GetInt64(1), reader.IsDBNull(2) ? 0 : (ulong)reader.GetInt64(2), (ulong)reader.GetInt64(3));
        if (state.BytesBehind > options.SlotWarningBytes)
            logger.SlotBehind(names.Slot, state.BytesBehind);
        return state;
    }

    private async Task CheckServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select current_setting('wal_level'), current_user, rolreplication or rolsuper, current_setting('max_slot_wal_keep_size'), to_regclass($1) is not null
            from pg_roles where rolname = current_user
            """,
            connection);
        command.Parameters.Add(new() { Value = _outbox.Table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.GetString(0) != "logical")
            throw new RelaySetupException($"wal_level is {reader.GetString(0)}. On the server: ALTER SYSTEM SET wal_level = logical; then restart it. Where that cannot be: {InsteadOfTheLog}");
        if (!reader.GetBoolean(2))
            throw new RelaySetupException($"the role {reader.GetString(1)} may not read the log. As a superuser: ALTER ROLE \"{reader.GetString(1)}\" REPLICATION; where that cannot be: {InsteadOfTheLog}");
        if (_isWarned)
            return;
        _isWarned = true;
        if (reader.GetString(3) == "-1")
            logger.SlotUnbounded();
        if (reader.GetBoolean(4))
            logger.OutboxLeft(_outbox.Table, _outbox.Drop);
    }

    private async Task CheckTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var identities = new Dictionary<string, char>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(
            """
            select n.nspname || '.' || c.relname, c.relreplident
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any($1)
            """,
            connection))
        {
            command.Parameters.Add(new() { Value = options.Tables.Keys.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                identities[reader.GetString(0)] = reader.GetChar(1);
        }

        foreach (var map in options.Tables.Values)
        {
            if (!identities.TryGetValue(map.Table, out var identity))
                throw new RelaySetupException($"the table {map.Table} does not exist (yet).");
            if (map.NeedsOldRow && identity != 'f')
                throw new RelaySetupException(
                    $"the log does not carry the old versions of {map.Table}'s rows, which its tags are made of. As its owner: ALTER TABLE {Quote(map.Table)} REPLICA IDENTITY FULL; or map it with keyOnly: true.");
        }
    }

    private async Task EnsurePublicationAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var published = new HashSet<string>(StringComparer.Ordinal);
        bool exists;
        await using (var command = new NpgsqlCommand("select 1 from pg_publication where pubname = $1", connection))
        {
            command.Parameters.Add(new() { Value = names.Publication });
            exists = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null;
        }

        await using (var command = new NpgsqlCommand("select schemaname || '.' || tablename from pg_publication_tables where pubname = $1", connection))
        {
            command.Parameters.Add(new() { Value = names.Publication });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                published.Add(reader.GetString(0));
        }

        if (exists)
            await CheckPublicationAsync(connection, cancellationToken).ConfigureAwait(false);
        // Never less than before: nodes of an earlier release may still need the others.
        var missing = options.Tables.Keys.Where(table => !published.Contains(table)).Select(Quote).ToArray();
        if (exists && missing.Length == 0)
            return;
        var tables = string.Join(", ", missing);
        var publication = Quote(names.Publication);
        try
        {
            await ExecuteAsync(
                connection,
                exists ? $"alter publication {publication} add table {tables}"
                : missing.Length > 0 ? $"create publication {publication} for table {tables} with (publish_via_partition_root = true)"
                : $"create publication {publication}",
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new RelaySetupException(
                $"the publication {names.Publication} cannot be made ({e.MessageText}). As the tables' owner, with CREATE on the database: CREATE PUBLICATION {publication} FOR TABLE {tables} WITH (publish_via_partition_root = true);");
        }

        // What these tables' rows were changed to until now is not in the log that the slot reads.
        if (exists)
            await DropSlotAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    // One that was made by hand may leave changes out, which would then be in nobody's log.
    private async Task CheckPublicationAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate,
              not exists (select from pg_publication_rel r where r.prpubid = p.oid and to_jsonb(r) ->> 'prqual' is not null)
            from pg_publication p where p.pubname = $1
            """,
            connection);
        command.Parameters.Add(new() { Value = names.Publication });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return;
        var publication = Quote(names.Publication);
        if (!reader.GetBoolean(0))
            throw new RelaySetupException($"the publication {names.Publication} leaves out kinds of changes. As its owner: ALTER PUBLICATION {publication} SET (publish = 'insert, update, delete, truncate');");
        if (!reader.GetBoolean(1))
            throw new RelaySetupException($"the publication {names.Publication} leaves out rows: a table in it has a WHERE clause. As its owner: ALTER PUBLICATION {publication} SET TABLE …, without one.");
    }

    private async Task EnsureSlotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (isThere, isLost) = await FindSlotAsync(connection, cancellationToken).ConfigureAwait(false);
        if (isThere && !isLost)
            return;
        if (isLost)
        {
            logger.SlotLost(names.Slot);
            await DropSlotAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await ExecuteAsync(connection, "select pg_create_logical_replication_slot($1, 'pgoutput')", cancellationToken, names.Slot).ConfigureAwait(false);
            logger.SlotMade(names.Slot);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ConfigurationLimitExceeded)
        {
            throw new RelaySetupException($"all replication slots are in use ({e.MessageText}). On the server: raise max_replication_slots and restart it, or drop a slot that nobody needs.");
        }
    }

    private async Task<(bool IsThere, bool IsLost)> FindSlotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(wal_status = 'lost', false), database, database = current_database() from pg_replication_slots where slot_name = $1", connection);
        command.Parameters.Add(new() { Value = names.Slot });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return (false, false);
        // Names of slots hold for the whole server.
        if (reader.IsDBNull(2) || !reader.GetBoolean(2))
            throw new RelaySetupException($"the replication slot {names.Slot} belongs to {(reader.IsDBNull(1) ? "no database" : "the database " + reader.GetString(1))}. Choose another name for this one's ({nameof(options.Slot)}), or drop that one if nobody needs it.");
        return (true, reader.GetBoolean(0));
    }

    private async Task DropSlotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A relay that reads it is ended first; it starts again with the new one.
        await ExecuteAsync(connection, "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1 and active", cancellationToken, names.Slot).ConfigureAwait(false);
        await ExecuteAsync(connection, "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1", cancellationToken, names.Slot).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, string? parameter = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null)
            command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Quote(string name) => string.Join('.', name.Split('.').Select(part => "\"" + part.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""));
}
