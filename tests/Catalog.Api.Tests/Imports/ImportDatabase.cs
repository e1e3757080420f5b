using Npgsql;

namespace Catalog.Api.Tests.Imports;

/// <summary>Looks behind the API.</summary>
internal static class ImportDatabase
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource database, string sql)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Waits until a query says true: for what another connection does there is no event.</summary>
    public static async Task UntilAsync(this NpgsqlDataSource database, string sql)
    {
        while (!await database.ScalarAsync<bool>(sql))
            await database.ExecuteAsync("select pg_sleep(0.02)");
    }

    public static Task<bool> HasStagedRowsAsync(this NpgsqlDataSource database, Guid importId) =>
        database.ScalarAsync<bool>($"select to_regclass('import_staging.rows_{importId:N}') is not null");

    /// <summary>Waits until a merge stands at a lock that the test holds.</summary>
    public static Task UntilMergeWaitsAsync(this NpgsqlDataSource database) =>
        database.UntilAsync($"select exists (select from pg_stat_activity where {WaitingMerge})");

    /// <summary>Ends the connection of the merge that waits for a lock, as a crash of its server process would.</summary>
    public static Task TerminateWaitingMergeAsync(this NpgsqlDataSource database) =>
        database.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where {WaitingMerge}");

    private const string WaitingMerge =
        "datname = current_database() and wait_event_type = 'Lock' and query like '%import_changed%' and pid <> pg_backend_pid()";
}
