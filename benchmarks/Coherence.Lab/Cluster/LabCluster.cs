using System.Globalization;
using AspireCache.Coherence.Lab.Faults;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.Coherence.Lab.Writers;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.TestSupport.Faults;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>Redis, nodes, and where commits invalidate Postgres and writers, all of them processes, in one temporary folder.</summary>
internal sealed class LabCluster : IAsyncDisposable
{
    private static readonly TimeSpan SkewStep = TimeSpan.FromSeconds(5);

    private readonly ProcessGuard _guard = new();
    // Not a temporary subdirectory: those are closed to other accounts, and Postgres may need one.
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"coherence-lab-{Guid.NewGuid():N}")).FullName;
    private readonly List<LabNode> _nodes = [];
    private readonly List<LabNode> _writers = [];
    private LabPostgres? _postgres;

    private LabCluster() => Redis = new LabRedis(_folder, _guard);

    public LabRedis Redis { get; }

    /// <summary>The database, where there is one.</summary>
    public LabPostgres Postgres => _postgres ?? throw new InvalidOperationException("This run has no database.");

    public bool HasDatabase => _postgres is not null;

    public bool HasStandby => _postgres?.Standby is not null;

    public IReadOnlyList<LabNode> Nodes => _nodes;

    public IReadOnlyList<LabNode> Writers => _writers;

    /// <summary>What nodes and writers logged.</summary>
    public string Log => Path.Combine(_folder, "log");

    public static async Task<LabCluster> StartAsync(LabOptions options, CancellationToken cancellationToken)
    {
        var cluster = new LabCluster();
        try
        {
            await cluster.Redis.StartAsync();
            var withStandby = options.Faults.Any(static fault => fault is FaultScenario.ReplicaLag or FaultScenario.CutReplica);
            if (options.HasDatabase)
                cluster._postgres = await LabPostgres.StartAsync(Path.Combine(cluster._folder, "postgres"), withStandby, cluster._guard, cancellationToken);
            for (var i = 0; i < options.Nodes; i++)
                await cluster.StartNodeAsync(i, options, cancellationToken);
            for (var i = 0; options.HasDatabase && i < options.Writers; i++)
                await cluster.StartWriterAsync(i, options, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that relays now; null when none does.</summary>
    public async Task<LabNode?> FindRelayAsync()
    {
        var name = await Postgres.FindRelayAsync();
        return _nodes.Find(node => name?.StartsWith(node.Name + " ", StringComparison.Ordinal) == true);
    }

    /// <summary>Lets writers and nodes end in order.</summary>
    /// <exception cref="InvalidOperationException">One had ended by itself, or ends with a failure: what it did not do proves nothing.</exception>
    public async Task StopAsync()
    {
        foreach (var each in _writers.Concat(_nodes))
            await each.Process.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in _writers.Concat(_nodes))
            await each.DisposeAsync();
        await Redis.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _guard.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartNodeAsync(int number, LabOptions options, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node-{number + 1}");
        // Off by turns where clocks may be wrong: 0, +5, -5, +10 seconds …
        var skew = options.Faults.Contains(FaultScenario.ClockJump) ? SkewStep * ((number + 1) / 2) * (number % 2 == 0 ? -1 : 1) : TimeSpan.Zero;
        await StartAsync(
            _nodes, NodeProgram.Verb, name, skew,
            (redis, postgres, standby, journal) => new NodeSettings(
                name, options.Engine, options.Commits, options.Invalidation, options.Answers, redis, Path.Combine(_folder, "versions"), postgres, standby, journal, skew, options.Readers, options.Pace, options.Seed + 100 + number),
            options,
            cancellationToken);
    }

    private async Task StartWriterAsync(int number, LabOptions options, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"writer-{number + 1}");
        await StartAsync(
            _writers, WriterProgram.Verb, name, TimeSpan.Zero,
            (redis, postgres, _, journal) => new WriterSettings(options.Engine, options.Answers, redis, postgres, journal, options.Pace, options.Seed + number),
            options,
            cancellationToken);
    }

    private async Task StartAsync(
        List<LabNode> list, string verb, string name, TimeSpan skew, Func<string, string, string, string, object> settings, LabOptions options, CancellationToken cancellationToken)
    {
        var redis = FaultProxy.Start(Redis.Port);
        var postgres = _postgres is null ? null : FaultProxy.Start(_postgres.Port);
        var standby = _postgres?.Standby is null ? null : FaultProxy.Start(_postgres.Standby.Port);
        var journal = Path.Combine(_folder, name);
        // Where nothing is cut, the way is straight: a proxy would cost more time than what is to be measured.
        var isStraight = options.Faults.Length == 0;
        var told = settings(
            isStraight ? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Redis.Port}") : redis.Endpoint,
            _postgres?.ConnectionString(name, isStraight ? _postgres.Port : postgres!.Port) ?? "",
            _postgres?.ConnectionString(name, isStraight ? _postgres.Port : (standby ?? postgres)!.Port) ?? "",
            journal);
        var node = new LabNode(name, new LabProcess(name, verb, told, _guard, Log), redis, postgres, standby, journal, skew);
        list.Add(node);
        await node.Process.StartAsync(cancellationToken);
    }
}
