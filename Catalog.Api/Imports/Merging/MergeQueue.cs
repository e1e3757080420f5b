using Catalog.Contracts.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Imports.Merging;

/// <summary>
/// The imports that wait to be merged. One at a time is merged in a database, in the order in which they were received:
/// the later file wins, and merges cannot get in each other's way. Whoever holds the turn, an advisory lock that ends with
/// its transaction, works; when it dies, another replica has it.
/// </summary>
internal static class MergeQueue
{
    // Any number that no other program locks in this database will do.
    private const long TurnId = 0x49_6d_70_6f_72_74_73;

    public static async Task<bool> TryTakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_xact_lock({TurnId})", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({TurnId})", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<PendingImport?> PeekAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select id, dry_run, cancel_requested, attempts from imports
            where state = 'merging' order by received_at, id limit 1
            """, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PendingImport(reader.GetGuid(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt32(3))
            : null;
    }

    /// <summary>Ends an import with what its merge did; false when it was cancelled meanwhile.</summary>
    public static async Task<bool> TrySucceedAsync(
        NpgsqlConnection connection, Guid importId, MergeCounts counts, bool cachesAreStale, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            update imports set state = 'succeeded', finished_at = clock_timestamp(),
              inserted = $2, updated = $3, unchanged = $4, caches_stale = $5
            where id = $1 and state = 'merging' and not cancel_requested
            """, connection)
        {
            Parameters =
            {
                new() { Value = importId },
                new() { Value = counts.Inserted },
                new() { Value = counts.Updated },
                new() { Value = counts.Unchanged },
                new() { Value = cachesAreStale },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Ends an import without a change to the catalogue.</summary>
    public static async Task EndAsync(
        NpgsqlConnection connection, Guid importId, ImportState state, string? failure, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "update imports set state = $2, failure = $3, finished_at = now() where id = $1 and state = 'merging'", connection)
        {
            Parameters =
            {
                new() { Value = importId },
                new() { Value = ImportStore.Word(state) },
                new() { Value = (object?)failure ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
