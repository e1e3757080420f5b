using System.Globalization;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.Coherence.Lab.Writers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.TestSupport.Faults;
using Npgsql;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>Postgres, Redis, nodes and writers, all of them processes, in one temporary folder.</summary>
internal sealed class LabCluster : IAsyncDisposable
{
    private const string Database = "lab";
    private static readonly TimeSpan SkewStep = TimeSpan.FromSeconds(5);

    private readonly ProcessGuard _guard = new();
    // Not a temporary subdirectory: those are closed to other accounts, and Postgres may need one.
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"coherence-lab-{Guid.NewGuid():N}")).FullName;
    private readonly List<LabNode> _nodes = [];
    private readonly List<(LabProcess Process, string Journal)> _writers = [];
    private EmbeddedPostgres? _postgres;

    private LabCluster() => Redis = new LabRedis(_folder, _guard);

    public LabRedis Redis { get; }

    public IReadOnlyList<LabNode> Nodes => _nodes;

    public IReadOnlyList<LabProcess> Writers => _writers.ConvertAll(static writer => writer.Process);

    public IReadOnlyList<string> WriterJournals => _writers.ConvertAll(static writer => writer.Journal);

    /// <summary>What nodes and writers logged.</summary>
    public string Log => Path.Combine(_folder, "log");

    public static async Task<LabCluster> StartAsync(LabOptions options, CancellationToken cancellationToken)
    {
        var cluster = new LabCluster();
        try
        {
            await cluster.StartServersAsync(cancellationToken);
            for (var i = 0; i < options.Nodes; i++)
                await cluster.StartNodeAsync(i, options, cancellationToken);
            for (var i = 0; i < options.Writers; i++)
                await cluster.StartWriterAsync(i, options, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that reads the slot now; null when nobody does.</summary>
    public async Task<LabNode?> FindRelayAsync()
    {
        var name = await AskAsync("select a.application_name from pg_replication_slots s join pg_stat_activity a on a.pid = s.active_pid where s.slot_name like 'coherence%'");
        return _nodes.Find(node => name?.StartsWith(node.Name + " ", StringComparison.Ordinal) == true);
    }

    /// <summary>Ends the slot's reader and drops the slot, as a careless administrator might.</summary>
    public async Task DropSlotAsync()
    {
        // Another node takes it at once: whoever drops it has to be quicker.
        while (await AskAsync("select slot_name::text from pg_replication_slots where slot_name like 'coherence%'") is { } slot)
        {
            try
            {
                await AskAsync($"select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = '{slot}' and active_pid is not null");
                await AskAsync($"select pg_drop_replication_slot('{slot}')::text");
                return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.UndefinedObject)
            {
                // Taken again meanwhile.
            }
        }
    }

    /// <summary>Lets writers and nodes end in order.</summary>
    /// <exception cref="InvalidOperationException">One had ended by itself, or ends with a failure: what it did not do proves nothing.</exception>
    public async Task StopAsync()
    {
        foreach (var (writer, _) in _writers)
            await writer.StopAsync();
        foreach (var node in _nodes)
            await node.Process.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (writer, _) in _writers)
            await writer.KillAsync();
        foreach (var node in _nodes)
        {
            await node.Process.KillAsync();
            await node.Redis.DisposeAsync();
            await node.Postgres.DisposeAsync();
        }

        await Redis.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _guard.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartServersAsync(CancellationToken cancellationToken)
    {
        await Redis.StartAsync();
        _postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Folder = Path.Combine(_folder, "postgres"), Databases = [Database], Durable = false, Guard = _guard }, cancellationToken);
        foreach (var table in (string[])["items", "notes", "menus"])
            await AskAsync($"create table {table} (id int primary key, version bigint not null)");
        for (var key = 0; key < Workload.Keys; key++)
            await AskAsync(string.Create(CultureInfo.InvariantCulture, $"insert into {Workload.TableOf(key)} values ({key}, 1)"));
    }

    private async Task StartNodeAsync(int number, LabOptions options, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node-{number + 1}");
        var redis = FaultProxy.Start(Redis.Port);
        var postgres = FaultProxy.Start(_postgres!.Port);
        var journal = Path.Combine(_folder, name);
        // Off by turns: 0, +5, -5, +10 seconds …
        var skew = SkewStep * ((number + 1) / 2) * (number % 2 == 0 ? -1 : 1);
        var settings = new NodeSettings(name, options.Engine, redis.Endpoint, ConnectionString(name, postgres.Port), journal, skew, options.Readers);
        var node = new LabNode(name, new LabProcess(NodeProgram.Verb, settings, _guard, Log), redis, postgres, journal);
        _nodes.Add(node);
        await node.Process.StartAsync(cancellationToken);
    }

    private async Task StartWriterAsync(int number, LabOptions options, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"writer-{number + 1}");
        var journal = Path.Combine(_folder, name);
        var redis = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Redis.Port}");
        var settings = new WriterSettings(options.Engine, redis, ConnectionString(name, _postgres!.Port), journal, options.Seed + number);
        var writer = new LabProcess(WriterProgram.Verb, settings, _guard, Log);
        _writers.Add((writer, journal));
        await writer.StartAsync(cancellationToken);
    }

    private string ConnectionString(string name, int port) => new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString(Database))
    {
        ApplicationName = name,
        Port = port,
        Timeout = 2,
        CommandTimeout = 2,
        CancellationTimeout = 500,
    }.ConnectionString;

    private async Task<string?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_postgres!.ConnectionString(Database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }
}
