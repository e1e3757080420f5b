using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Makes the replication slot where it is missing or lost.</summary>
internal sealed class SlotSetup(NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, TimeProvider time, ILogger logger)
{
    private const int FailoverSlotsSince = 17;
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(1);

    private bool _isBehind;

    public async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (isThere, isLost) = await FindAsync(connection, cancellationToken).ConfigureAwait(false);
        if (isThere && !isLost)
            return;
        if (isLost)
        {
            logger.SlotLost(names.Slot);
            await DropAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await CreateAsync(connection, cancellationToken).ConfigureAwait(false);
            logger.SlotMade(names.Slot);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ConfigurationLimitExceeded)
        {
            throw new RelaySetupException($"all replication slots are in use ({e.MessageText}). On the server: raise max_replication_slots and restart it, or drop a slot that nobody needs.");
        }
    }

    public async Task DropAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A relay that reads it is ended first; it starts again with the new one.
        await Sql.ExecuteAsync(connection, "select pg_terminate_backend(active_pid, 3000) from pg_replication_slots where slot_name = $1 and database = current_database() and active", cancellationToken, names.Slot).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and database = current_database()", cancellationToken, names.Slot).ConfigureAwait(false);
    }

    public async Task<SlotState> ReadAsync(CancellationToken cancellationToken)
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
            throw new RelaySetupException($"replication slot {names.Slot} has just been dropped; it is created again.");
        var state = new SlotState(reader.GetBoolean(0), reader.IsDBNull(1) ? 0 : reader.GetInt64(1), reader.IsDBNull(2) ? 0 : (ulong)reader.GetInt64(2), (ulong)reader.GetInt64(3));
        if (state.BytesBehind > options.SlotWarningBytes != _isBehind)
        {
            _isBehind = !_isBehind;
            if (_isBehind)
                logger.SlotBehind(names.Slot, state.BytesBehind);
            else
                logger.SlotCaughtUp(names.Slot);
        }

        return state;
    }

    /// <summary>The server makes a slot when every transaction that is open now has ended: the log says for which.</summary>
    private async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A standby that follows failover slots has it when it is promoted.
        var failover = connection.PostgreSqlVersion.Major >= FailoverSlotsSince ? ", failover => true" : "";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var command = new NpgsqlCommand($"select pg_create_logical_replication_slot($1, 'pgoutput'{failover})", connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = names.Slot });
        var creating = command.ExecuteNonQueryAsync(stop.Token);
        try
        {
            string? told = null;
            while (await Task.WhenAny(creating, Task.Delay(LookAfter, time, stop.Token)).ConfigureAwait(false) != creating)
            {
                // Also shows whether the server is there yet.
                if (await FindWaitedForAsync(connection.ProcessID, stop.Token).ConfigureAwait(false) is not { } holder || holder.Who == told)
                    continue;
                told = holder.Who;
                logger.SlotWaits(names.Slot, holder.Who, holder.Age, holder.Remedy);
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)creating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await creating.ConfigureAwait(false);
    }

    private async Task<(string Who, string Age, string Remedy)?> FindWaitedForAsync(int pid, CancellationToken cancellationToken)
    {
        // Of a prepared transaction there is no process.
        await using var command = database.CreateCommand(
            """
            select concat('process ', a.pid, ' (', coalesce(nullif(a.application_name, ''), 'no application name'), ', role ', a.usename, ', database ', a.datname, ')'),
              coalesce(date_trunc('second', clock_timestamp() - a.xact_start)::text, 'unknown'), format('SELECT pg_terminate_backend(%s);', a.pid)
            from pg_stat_activity a where a.pid = any(pg_blocking_pids($1))
            union all
            select concat('prepared transaction ', quote_literal(p.gid), ' (role ', p.owner, ', database ', p.database, ')'),
              date_trunc('second', clock_timestamp() - p.prepared)::text, format('ROLLBACK PREPARED %L;', p.gid)
            from pg_prepared_xacts p where 0 = any(pg_blocking_pids($1))
            order by 2 desc limit 1
            """);
        command.Parameters.Add(new() { Value = pid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (reader.GetString(0), reader.GetString(1), reader.GetString(2)) : null;
    }

    private async Task<(bool IsThere, bool IsLost)> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
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
}
