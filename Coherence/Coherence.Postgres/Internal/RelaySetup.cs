using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using AspireCache.Coherence.Postgres.Internal.Outbox;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Makes the publication and the slot where they are missing, and says what the database lacks.</summary>
internal sealed class RelaySetup(NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, TimeProvider time, ILogger logger)
{
    private const string InsteadOfTheLog = $"set {nameof(PostgresInvalidationOptions.Source)} to {nameof(CommitSource.Outbox)}.";

    private readonly OutboxSql _outbox = new(names.Outbox);
    private readonly PublicationSetup _publication = new(options, names);
    private readonly SlotSetup _slot = new(database, options, names, time, logger);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private bool _isWarned;

    /// <returns>False where another node is at it.</returns>
    /// <exception cref="RelaySetupException">The database is not set up for it; the message has the remedy.</exception>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ServerCheck.RunAsync(connection, cancellationToken).ConfigureAwait(false);
        await CheckServerAsync(connection, cancellationToken).ConfigureAwait(false);
        // One node at a time; it may take as long as the oldest transaction does.
        if (!await TryLockAsync(connection, cancellationToken).ConfigureAwait(false))
            return false;
        try
        {
            if (await _publication.EnsureAsync(connection, cancellationToken).ConfigureAwait(false))
                await _slot.DropAsync(connection, cancellationToken).ConfigureAwait(false);
            await _slot.EnsureAsync(connection, cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            if (connection.FullState is System.Data.ConnectionState.Open)
                await Sql.ExecuteAsync(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None, names.Prefix).ConfigureAwait(false);
        }
    }

    /// <summary>Whether somebody reads the slot.</summary>
    public async Task<bool> IsSlotReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select active from pg_replication_slots where slot_name = $1");
        command.Parameters.Add(new() { Value = names.Slot });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    /// <summary>Whether the relay's publication has tables that this node does not map: another release does, or did.</summary>
    public async Task<bool> LacksTablesAsync(CancellationToken cancellationToken)
    {
        // What is in one that was made by hand, others may read.
        if (options.Publication is not null)
            return false;
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var tables = await TableCatalog.ReadAsync(connection, options, names, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            """
            select string_agg(r.prrelid::regclass::text, ', ' order by r.prrelid::regclass::text)
            from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where p.pubname = $1 and r.prrelid <> all($2::oid[])
            """,
            connection);
        command.Parameters.Add(new() { Value = names.Publication });
        command.Parameters.Add(new() { Value = tables.Parts.Select(static part => (long)part.Oid).ToArray() });
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not string others)
            return false;
        if (_told.Add(others))
            logger.TablesLacking(others, Sql.Quote(names.Publication));
        return true;
    }

    /// <summary>Whether somebody reads the slot, how much of the log it holds back, and the position that it has confirmed.</summary>
    public Task<SlotState> ReadSlotAsync(CancellationToken cancellationToken) => _slot.ReadAsync(cancellationToken);

    /// <summary>Drops the slot; the next attempt makes another.</summary>
    public async Task DropSlotAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await _slot.DropAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tables whose changes the log tells; read after the print that they are true for.</summary>
    public async Task<TableCatalog> ReadTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var tables = await TableCatalog.ReadAsync(connection, options, names, cancellationToken).ConfigureAwait(false);
        foreach (var (part, remedy) in TableCheck.FindCoarse(tables))
            if (_told.Add(part.Name))
                logger.OldRowsMissing(part.Name, part.Maps[0].Table, remedy);
        return tables;
    }

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new() { Value = names.Prefix });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
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
}
