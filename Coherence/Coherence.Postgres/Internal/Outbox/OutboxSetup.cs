using System.Globalization;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>Makes the outbox and its triggers where they are missing, and says what the database lacks.</summary>
internal sealed class OutboxSetup(NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, ILogger logger)
{
    // Who waits for a table holds up all who come after.
    private const string LockLimit = "2s";

    private readonly OutboxSql _sql = new(names.Outbox);
    private bool _isTold;

    /// <exception cref="RelaySetupException">The database is not set up for it; the message has the remedy.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ServerCheck.RunAsync(connection, cancellationToken).ConfigureAwait(false);
        await TellOfSlotAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Sql.ExecuteAsync(connection, $"set local lock_timeout = '{LockLimit}'", cancellationToken).ConfigureAwait(false);
            // One node at a time; the others find it done.
            await Sql.ExecuteAsync(connection, $"select pg_advisory_xact_lock(hashtextextended('{_sql.Table}', 0))", cancellationToken).ConfigureAwait(false);
            if (!await IsMadeAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                await MakeAsync(connection, cancellationToken).ConfigureAwait(false);
                logger.OutboxMade(_sql.Table, _sql.Drop);
            }

            foreach (var part in await FindTablesWithoutTriggersAsync(connection, cancellationToken).ConfigureAwait(false))
                await MakeTriggersAsync(connection, part, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new RelaySetupException($"the mapped tables get their triggers when nobody is writing to them, and somebody has been for {LockLimit}. It is tried again.");
        }
    }

    /// <summary>The tables whose changes the outbox has; read after the print that they are true for.</summary>
    public async Task<TableCatalog> ReadTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await TableCatalog.ReadAsync(connection, options, names, cancellationToken).ConfigureAwait(false);
    }

    // A slot that nobody reads any more keeps the log until the disk is full.
    private async Task TellOfSlotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isTold)
            return;
        _isTold = true;
        await using var command = new NpgsqlCommand("select 1 from pg_replication_slots where slot_name = $1 and database = current_database()", connection);
        command.Parameters.Add(new() { Value = names.Slot });
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
            logger.SlotLeft(names.Slot);
    }

    private async Task<bool> IsMadeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select to_regclass('{_sql.Table}') is not null and to_regclass('{_sql.Relay}') is not null and to_regprocedure('{_sql.Invalidate}(text[])') is not null
              and exists (select from pg_proc where oid = to_regprocedure('{_sql.Record}()') and btrim(prosrc, E' \n\r') = btrim($1, E' \n\r'))
            where exists (select from pg_namespace where nspname = '{OutboxSql.Schema}')
            """,
            connection);
        command.Parameters.Add(new() { Value = _sql.RecordBody });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await Sql.ExecuteAsync(connection, _sql.Create, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            var who = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
            throw new RelaySetupException(
                $"the outbox cannot be made ({e.MessageText}). As the database's owner: GRANT CREATE ON DATABASE \"{connection.Database}\" TO \"{who.Username}\"; or, where the schema {OutboxSql.Schema} is another role's: GRANT CREATE ON SCHEMA {OutboxSql.Schema} TO \"{who.Username}\";");
        }
    }

    private async Task<List<TablePart>> FindTablesWithoutTriggersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await TableCatalog.ReadAsync(connection, options, names, cancellationToken).ConfigureAwait(false);
        TableCheck.Run(tables, options);
        TableCheck.RunForOutbox(tables);
        // Somebody may write to a partition directly: each table has its own.
        await using var command = new NpgsqlCommand(
            $"""
            select t.tgrelid, count(*) from pg_trigger t join unnest(@names, @states) w (name, state) on t.tgname = w.name and t.tgenabled::text = w.state
            where t.tgrelid = any(@tables) and t.tgfoid = '{_sql.Record}()'::regprocedure and t.tgargs = convert_to(@most, 'UTF8') || '\x00'::bytea
            group by t.tgrelid
            """,
            connection);
        command.Parameters.Add(new("tables", NpgsqlDbType.Array | NpgsqlDbType.Oid) { Value = tables.Parts.Select(static part => part.Oid).ToArray() });
        command.Parameters.AddWithValue("names", OutboxSql.Triggers.Select(trigger => _sql.TriggerPrefix + trigger.Kind).ToArray());
        command.Parameters.AddWithValue("states", OutboxSql.Triggers.Select(static trigger => trigger.State).ToArray());
        command.Parameters.AddWithValue("most", options.MostTags.ToString(CultureInfo.InvariantCulture));
        var counts = new Dictionary<uint, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            counts[reader.GetFieldValue<uint>(0)] = reader.GetInt64(1);
        return [.. tables.Parts.Where(part => counts.GetValueOrDefault(part.Oid) < OutboxSql.Triggers.Count - (part.HasRows ? 0 : 1))];
    }

    private async Task MakeTriggersAsync(NpgsqlConnection connection, TablePart part, CancellationToken cancellationToken)
    {
        try
        {
            await Sql.ExecuteAsync(connection, _sql.CreateTriggers(part.QuotedName, options.MostTags, isPartitioned: !part.HasRows), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new RelaySetupException(
                $"{part.Name} cannot be given triggers ({e.MessageText}). Name the role that owns the mapped tables in ConnectionString, or make this one a member of it: GRANT owner TO \"{new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username}\";");
        }
    }
}
