using System.Globalization;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;
using Npgsql;

namespace AspireCache.TestSupport.Postgres;

/// <summary>A hot standby, streaming from a server of this machine; its replay can be held.</summary>
public sealed class Standby : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    private readonly string _programs;
    private readonly string _folder;
    private readonly NpgsqlDataSource _source;

    private Standby(string programs, string folder, string connectionString)
    {
        _programs = programs;
        _folder = folder;
        _source = NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port => new NpgsqlConnectionStringBuilder(_source.ConnectionString).Port;

    /// <summary>The server's process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Copies a server and starts the copy as its standby.</summary>
    /// <param name="primary">How to connect to a database of the server, as its superuser.</param>
    /// <param name="streamsFrom">The port that it streams from; null (the default) for that of the server itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The standby, which accepts connections.</returns>
    public static async Task<Standby> StartAsync(string primary, int? streamsFrom = null, CancellationToken cancellationToken = default)
    {
        var connection = new NpgsqlConnectionStringBuilder(primary);
        var programs = await FindProgramsAsync(primary, cancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"standby-{Guid.NewGuid():N}")).FullName;
        var port = LoopbackPort.FindFree();
        var standby = new Standby(programs, folder, new NpgsqlConnectionStringBuilder(primary) { Port = port }.ConnectionString);
        await ServerAccount.Current.TakeOverAsync(folder, cancellationToken);
        await standby.RunAsync(
            "pg_basebackup",
            ["--pgdata", standby.Data, "--write-recovery-conf", "--checkpoint", "fast", "--dbname", $"host={connection.Host} port={streamsFrom ?? connection.Port} user={connection.Username} password={connection.Password}"],
            cancellationToken);
        // A way to the primary that is cut has to be noticed, and tried again when it is open.
        await standby.RunAsync(
            "pg_ctl",
            ["start", "--wait", "--pgdata", standby.Data, "--log", Path.Combine(folder, "log"), "--options", $"-p {port} -c wal_receiver_timeout=2s -c wal_retrieve_retry_interval=500ms"],
            cancellationToken);
        return standby;
    }

    /// <summary>Connects to it.</summary>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken).AsTask();

    /// <summary>From now on it receives and does not show.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("select pg_wal_replay_pause()", cancellationToken);
        while (await ExecuteAsync("select pg_get_wal_replay_pause_state()", cancellationToken) is not "paused")
            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
    }

    /// <summary>It shows again what it receives.</summary>
    public Task GoOnAsync(CancellationToken cancellationToken) => ExecuteAsync("select pg_wal_replay_resume()", cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await RunAsync("pg_ctl", ["stop", "--mode", "immediate", "--pgdata", Data], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> FindProgramsAsync(string primary, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(primary);
        await using var command = source.CreateCommand("select setting from pg_config where name = 'BINDIR'");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(ServerAccount.Current.Start(Path.Combine(_programs, program), arguments), cancellationToken);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {result.Output}");
    }
}
