using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>A hot standby of the tests' Postgres, streaming from it; its replay can be held.</summary>
internal sealed class Standby : IAsyncDisposable
{
    private readonly string _programs;
    private readonly string _folder;
    private readonly NpgsqlDataSource _source;

    private Standby(string programs, string folder, string connectionString)
    {
        _programs = programs;
        _folder = folder;
        _source = NpgsqlDataSource.Create(connectionString);
    }

    private string Data => Path.Combine(_folder, "data");

    public static async Task<Standby> StartAsync(ProductsDatabase primary, CancellationToken cancellationToken)
    {
        var programs = (await primary.QueryAsync<string>("select setting from pg_config where name = 'BINDIR'", cancellationToken))!;
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"standby-{Guid.NewGuid():N}")).FullName;
        await ServerAccount.Current.TakeOverAsync(folder, cancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(primary.ConnectionString);
        var standby = new Standby(programs, folder, new NpgsqlConnectionStringBuilder(primary.ConnectionString) { Port = LoopbackPort.FindFree() }.ConnectionString);
        var port = new NpgsqlConnectionStringBuilder(standby._source.ConnectionString).Port;
        await standby.RunAsync(
            "pg_basebackup",
            ["--pgdata", standby.Data, "--write-recovery-conf", "--checkpoint", "fast", "--dbname", $"host={connection.Host} port={connection.Port} user={connection.Username} password={connection.Password}"],
            cancellationToken);
        await standby.RunAsync("pg_ctl", ["start", "--wait", "--pgdata", standby.Data, "--log", Path.Combine(folder, "log"), "--options", $"-p {port}"], cancellationToken);
        return standby;
    }

    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken).AsTask();

    /// <summary>From now on it receives and does not show.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("select pg_wal_replay_pause()", cancellationToken);
        await Eventually.TrueAsync(async () => await ExecuteAsync("select pg_get_wal_replay_pause_state()", cancellationToken) is "paused", "the replay is held");
    }

    public Task GoOnAsync(CancellationToken cancellationToken) => ExecuteAsync("select pg_wal_replay_resume()", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await RunAsync("pg_ctl", ["stop", "--mode", "immediate", "--pgdata", Data], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(ServerAccount.Current.Start(Path.Combine(_programs, program), arguments), cancellationToken);
        Assert.True(result.ExitCode == 0, result.Output);
    }
}
