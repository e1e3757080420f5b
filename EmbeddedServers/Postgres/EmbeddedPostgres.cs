using System.Diagnostics;
using System.Globalization;
using AspireCache.EmbeddedServers.Processes;
using Npgsql;

namespace AspireCache.EmbeddedServers.Postgres;

/// <summary>
/// A private Postgres server: its own cluster in its own folder, the loopback address only, a password, and
/// <c>wal_level=logical</c>. It runs as a process of its own, apart from this process's terminal, so that Ctrl+C reaches it
/// only through <see cref="DisposeAsync"/>.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(300);

    private readonly EmbeddedPostgresOptions _options;
    private readonly PostgresCluster _cluster;
    private readonly PostgresBinaries _binaries;
    private readonly string _password;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, PostgresCluster cluster, PostgresBinaries binaries, string password)
    {
        _options = options;
        _cluster = cluster;
        _binaries = binaries;
        _password = password;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process; another one after <see cref="RestartAsync"/>.</summary>
    public int ProcessId { get; private set; }

    /// <summary>The server's major version.</summary>
    public int MajorVersion => _binaries.MajorVersion;

    /// <summary>Where the server writes its log.</summary>
    public string LogFile => _cluster.LogFile;

    /// <summary>Starts a server, makes the databases it lacks, and waits until it accepts connections.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="cancellationToken">Gives up; a server that was started by then is stopped.</param>
    /// <exception cref="EmbeddedServerException">
    /// It could not start: no binaries, a folder of another version or one that cannot be used, a port that is taken, a full
    /// disk. The message says which, and what to do.
    /// </exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cluster = new PostgresCluster(options.Folder, ServerAccount.Current);
        var binaries = await PostgresBinaries.FindAsync(options, cluster.Version ?? options.MajorVersion, cancellationToken);
        var password = await cluster.EnsureCreatedAsync(binaries, cancellationToken);
        var postgres = new EmbeddedPostgres(options, cluster, binaries, password);
        try
        {
            await postgres.StopOrphanAsync(cancellationToken);
            await postgres.StartServerAsync(options.Port, cancellationToken);
            await postgres.CreateDatabasesAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Finds the programs that a start with these options would use; installs them where npm may.</summary>
    /// <returns>Their folder.</returns>
    /// <exception cref="EmbeddedServerException">There are none; the message says how to get them.</exception>
    public static async Task<string> FindProgramsAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cluster = new PostgresCluster(options.Folder, ServerAccount.Current);
        return (await PostgresBinaries.FindAsync(options, cluster.Version ?? options.MajorVersion, cancellationToken)).Folder;
    }

    /// <summary>Deletes a cluster; a server that was left behind on it is killed first. Its password stays.</summary>
    /// <param name="folder">As <see cref="EmbeddedPostgresOptions.Folder"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for that server's end.</param>
    public static Task DeleteAsync(string folder, CancellationToken cancellationToken = default) =>
        new PostgresCluster(folder, ServerAccount.Current).DeleteAsync(cancellationToken);

    /// <summary>The number of the process that serves a cluster now; null where none does.</summary>
    /// <param name="folder">As <see cref="EmbeddedPostgresOptions.Folder"/>.</param>
    public static int? FindServer(string folder)
    {
        using var server = new PostgresCluster(folder, ServerAccount.Current).FindServer();
        return server?.Id;
    }

    /// <summary>The password of a cluster's superuser; made first where there is no cluster yet.</summary>
    /// <param name="folder">As <see cref="EmbeddedPostgresOptions.Folder"/>; made if it is not there.</param>
    public static string Password(string folder)
    {
        Directory.CreateDirectory(folder);
        return Secret.ReadOrCreate(PostgresCluster.PasswordFile(folder));
    }

    /// <summary>What Npgsql takes to connect to a database of this server as its superuser.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = PostgresCluster.Role,
        Password = _password,
        Database = database,
    }.ConnectionString;

    /// <summary>Asks it for a sign of life.</summary>
    /// <exception cref="NpgsqlException">It does not answer.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString() + ";Pooling=false;Timeout=3;Command Timeout=3");
        await using var command = source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Completes when the server's process has ended, for whatever reason.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    /// <summary>Starts the server again on the same port after its process ended; it recovers what was committed.</summary>
    /// <exception cref="EmbeddedServerException">It could not start; the message says why.</exception>
    public Task RestartAsync(CancellationToken cancellationToken = default) => StartServerAsync(Port, cancellationToken);

    /// <summary>Ends sessions, writes everything out and stops the server. Does nothing when it has ended already.</summary>
    public async ValueTask DisposeAsync()
    {
        using var server = _cluster.FindServer();
        if (server is null) return;
        using var limit = new CancellationTokenSource(_options.Timeout);
        await ControlAsync(["stop", "--mode", "fast", "--wait", "--timeout", Seconds(_options.Timeout)], limit.Token);
        _options.Guard?.Forget(ProcessId);
    }

    /// <summary>A server that outlived the process that started it holds the folder; it is stopped the orderly way.</summary>
    private async Task StopOrphanAsync(CancellationToken cancellationToken)
    {
        using var orphan = _cluster.FindServer();
        if (orphan is not null)
            await ControlAsync(["stop", "--mode", "fast", "--wait", "--timeout", Seconds(_options.Timeout)], cancellationToken);
        _cluster.RemoveStaleLock();
    }

    private async Task StartServerAsync(int? wantedPort, CancellationToken cancellationToken)
    {
        _cluster.KeepLog();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var port = wantedPort ?? LoopbackPort.FindFree();
            _cluster.Configure(port, _options.Durable);
            File.Delete(_cluster.LogFile);
            var result = await ControlAsync(["start", "--wait", "--timeout", Seconds(_options.Timeout), "--log", _cluster.LogFile], cancellationToken);
            if (result.ExitCode == 0)
            {
                Port = port;
                if (ProcessId != 0) _options.Guard?.Forget(ProcessId);
                using var server = _cluster.FindServer();
                ProcessId = server?.Id ?? throw new EmbeddedServerException($"Postgres ended right after its start: {_cluster.ReadLogTail()}");
                _options.Guard?.Watch(ProcessId);
                return;
            }

            // Two reasons pass by themselves: children of a killed server that still hold its shared memory, and a free port
            // that somebody else took first.
            var log = _cluster.ReadLogTail();
            var passing = log.Contains("still in use", StringComparison.Ordinal)
                || (wantedPort is null && log.Contains("Address already in use", StringComparison.Ordinal));
            if (!passing || waited.Elapsed > _options.Timeout)
                throw new EmbeddedServerException($"Postgres could not start on 127.0.0.1:{port}, with its data in {_cluster.DataFolder}. It says: {(log.Length > 0 ? log : result.Output)}");
            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private async Task CreateDatabasesAsync(CancellationToken cancellationToken)
    {
        if (_options.Databases.Count == 0) return;
        await using var source = NpgsqlDataSource.Create(ConnectionString());
        foreach (var database in _options.Databases)
        {
            await using var exists = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
            exists.Parameters.AddWithValue(database);
            if (await exists.ExecuteScalarAsync(cancellationToken) is not null) continue;
            await using var create = source.CreateCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private Task<CommandResult> ControlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Command.RunAsync(ServerAccount.Current.Start(_binaries["pg_ctl"], [.. arguments, "--pgdata", _cluster.DataFolder]), cancellationToken);

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
