using System.Text.Json;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Imports;

/// <summary>The table of imports. Times are the database's, so that replicas agree on them.</summary>
internal sealed partial class ImportStore(NpgsqlDataSource dataSource)
{
    // Whoever is told of the end may read the products next: it has not come before the caches know.
    private const string Columns = """
        id, case when caches_stale then 'merging' else state end, format, mode, dry_run, file_name, bytes_read, bytes_total, rows_read,
        inserted, updated, unchanged, invalid, failure, started_at, case when not caches_stale then finished_at end,
        attempts > 0, merge_total,
        case when state = 'merging' and merge_total is not null
          then (select case when is_called then last_value else 0 end from import_staging.written) else coalesce(merge_total, 0) end,
        clock_timestamp() - coalesce(merge_started_at, started_at)
        """;

    /// <summary>Records an import that begins; false when its id is taken.</summary>
    public async Task<bool> TryCreateAsync(ImportSubmission submission, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            insert into imports (id, format, mode, dry_run, file_name, bytes_total) values ($1, $2, $3, $4, $5, $6)
            on conflict (id) do nothing
            """);
        command.Parameters.Add(new() { Value = submission.Id });
        command.Parameters.Add(new() { Value = Word(submission.Format) });
        command.Parameters.Add(new() { Value = Word(submission.Mode) });
        command.Parameters.Add(new() { Value = submission.DryRun });
        command.Parameters.Add(new() { Value = (object?)submission.FileName ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)submission.Length ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>An import, or null when there is none of that id.</summary>
    /// <param name="id">The import.</param>
    /// <param name="withErrors">Whether to read its row errors too.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<ImportStatus?> FindAsync(Guid id, bool withErrors, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {Columns}, {(withErrors ? "errors, attribute_columns" : "null, null")} from imports where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>The latest imports, the newest first, without their row errors.</summary>
    public async Task<IReadOnlyList<ImportStatus>> ListLatestAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {Columns}, null, null from imports order by started_at desc, id desc limit $1");
        command.Parameters.Add(new() { Value = count });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<ImportStatus>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(Read(reader));
        return found;
    }

    /// <summary>Records how far a receiver is, and that it lives.</summary>
    /// <returns>Whether it was cancelled; null: the import is no longer being received, as another replica took it for dead.</returns>
    public async Task<bool?> ReportAsync(Guid id, long bytesRead, long rowsRead, long invalid, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            update imports set bytes_read = $2, rows_read = $3, invalid = $4, heartbeat_at = now()
            where id = $1 and state = 'receiving'
            returning cancel_requested
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = bytesRead });
        command.Parameters.Add(new() { Value = rowsRead });
        command.Parameters.Add(new() { Value = invalid });
        return (bool?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Brings an import from receiving to merging, within the transaction that staged its rows.</summary>
    /// <returns>False: it was cancelled, or is no longer being received.</returns>
    public static async Task<bool> TryPassToMergeAsync(
        NpgsqlConnection connection, Guid id, ImportTally tally, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            update imports set state = 'merging', received_at = clock_timestamp(), bytes_read = $2, rows_read = $3, invalid = $4, errors = $5,
              attribute_columns = $6
            where id = $1 and state = 'receiving' and not cancel_requested
            """, connection);
        AddTally(command, id, tally);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Ends an import that is still being received; false when it is not, or not any more.</summary>
    public async Task<bool> TryEndReceivingAsync(
        Guid id, ImportState state, string? failure, ImportTally tally, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            update imports set state = $7, failure = $8, finished_at = now(), bytes_read = $2, rows_read = $3, invalid = $4, errors = $5,
              attribute_columns = $6
            where id = $1 and state = 'receiving'
            """);
        AddTally(command, id, tally);
        command.Parameters.Add(new() { Value = Word(state) });
        command.Parameters.Add(new() { Value = (object?)failure ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Asks whoever works on an import to stop.</summary>
    /// <returns>False: it has ended, or there is none.</returns>
    public async Task<bool> TryRequestCancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update imports set cancel_requested = true where id = $1 and state in ('receiving', 'merging')");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> IsCancelRequestedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select cancel_requested from imports where id = $1");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Records that a merge begins: outside of its transaction, so that it is known even if that never ends.</summary>
    public async Task CountAttemptAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("update imports set attempts = attempts + 1, merge_total = null, merge_started_at = null where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Records how many products a merge is about to write; from here on they are counted.</summary>
    public async Task BeginWritingAsync(Guid id, long total, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            with restarted as materialized (select setval('import_staging.written', 1, false))
            update imports set merge_total = $2, merge_started_at = clock_timestamp() from restarted where id = $1
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = total });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>An enumeration's value as it is stored.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void AddTally(NpgsqlCommand command, Guid id, ImportTally tally)
    {
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = tally.BytesRead });
        command.Parameters.Add(new() { Value = tally.RowsRead });
        command.Parameters.Add(new() { Value = tally.Invalid });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(tally.Errors, CatalogJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = tally.AttributeColumns, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }

    private static ImportStatus Read(NpgsqlDataReader reader)
    {
        var status = new ImportStatus(
            reader.GetGuid(0),
            Parse<ImportState>(reader.GetString(1)),
            Parse<ImportFormat>(reader.GetString(2)),
            Parse<ImportMode>(reader.GetString(3)),
            reader.GetBoolean(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetInt64(6),
            reader.IsDBNull(7) ? null : reader.GetInt64(7),
            reader.GetInt64(8),
            reader.GetInt64(9),
            reader.GetInt64(10),
            reader.GetInt64(11),
            reader.GetInt64(12),
            reader.IsDBNull(20) ? [] : JsonSerializer.Deserialize<ImportRowError[]>(reader.GetString(20), CatalogJson.Options)!,
            reader.IsDBNull(13) ? null : reader.GetString(13),
            reader.IsDBNull(21) ? [] : reader.GetFieldValue<string[]>(21),
            reader.GetFieldValue<DateTimeOffset>(14),
            reader.IsDBNull(15) ? null : reader.GetFieldValue<DateTimeOffset>(15));
        return status with { Progress = ReadProgress(reader, status) };
    }

    private static ImportProgress? ReadProgress(NpgsqlDataReader reader, ImportStatus status)
    {
        long? total = reader.IsDBNull(17) ? null : reader.GetInt64(17);
        TimeSpan elapsed = reader.GetTimeSpan(19);
        return status.State switch
        {
            ImportState.Receiving => ProgressEstimate.Receiving(status.RowsRead, status.BytesRead, status.BytesTotal, elapsed),
            ImportState.Merging => ProgressEstimate.Merging(reader.GetBoolean(16), reader.GetInt64(18), total, elapsed),
            _ => null,
        };
    }

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
