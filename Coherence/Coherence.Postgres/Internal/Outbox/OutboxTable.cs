using AspireCache.Coherence.Postgres.Internal.Tables;
using Npgsql;
using NpgsqlTypes;

namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>The lease of the outbox, and what is done to its lines. Each call is one statement of its own, so that poolers do no harm.</summary>
internal sealed class OutboxTable(NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names)
{
    private const int BeatsPerLease = 4;
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(2);

    private readonly OutboxSql _sql = new(names.Outbox);
    // So that a look at the lease shows which node has it.
    private readonly string _relay = $"{new NpgsqlConnectionStringBuilder(options.ConnectionString).ApplicationName ?? Environment.MachineName} {Guid.NewGuid():N}";
    private readonly TimeSpan _lease = options.Heartbeat * BeatsPerLease is var beats && beats > ShortestLease ? beats : ShortestLease;

    public string Name => _sql.Table;

    /// <summary>Takes or renews the lease; null where another node has it. The database's clock alone decides.</summary>
    public async Task<OutboxClaim?> ClaimAsync(CancellationToken cancellationToken)
    {
        // The timeline is another one after a failover, which may have lost commits; the table is another one when somebody created it again.
        await using var command = database.CreateCommand(
            $"""
            update {_sql.Relay} set relay = @relay, until = clock_timestamp() + @lease
            where relay = @relay or until < clock_timestamp()
            returning applied, pg_current_wal_insert_lsn(), concat_ws(':', (pg_control_system()).system_identifier, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
              {ServerCheck.RunSql}, 'outbox', (select concat_ws(':', oid, relfilenode) from pg_class where oid = '{_sql.Table}'::regclass), {SchemaPrint.Sql})
            """);
        command.Parameters.AddWithValue("relay", _relay);
        command.Parameters.AddWithValue("lease", _lease);
        SchemaPrint.AddParameters(command, options, names);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new OutboxClaim(reader.GetString(2), (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0), (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(1))
            : null;
    }

    /// <summary>Lets another node have the lease at once. Where that cannot be said, it ends by itself.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await using var command = database.CreateCommand($"update {_sql.Relay} set until = '-infinity' where relay = $1");
            command.Parameters.Add(new() { Value = _relay });
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The database is away, or the outbox.
        }
    }

    /// <summary>How many bytes the outbox takes on disk.</summary>
    public async Task<long> ReadSizeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select pg_total_relation_size('{_sql.Table}')");
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Deletes lines that have been applied. The position goes with them: Redis has it too, unless it has lost what was applied.</summary>
    public async Task DeleteAsync(IReadOnlyCollection<long> ids, ulong position, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"with gone as (delete from {_sql.Table} where id = any($1)) update {_sql.Relay} set applied = greatest(applied, $2)");
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = new NpgsqlLogSequenceNumber(position), NpgsqlDbType = NpgsqlDbType.PgLsn });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
