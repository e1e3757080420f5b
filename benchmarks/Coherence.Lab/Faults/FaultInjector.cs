using System.Diagnostics;
using AspireCache.Coherence.Lab.Cluster;

namespace AspireCache.Coherence.Lab.Faults;

/// <summary>Breaks one thing after the other, as its seed says, until the time is over.</summary>
internal sealed class FaultInjector(LabCluster cluster, LabOptions options)
{
    private const int ShortestHold = 1_000;
    private const int LongestHold = 4_000;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TakesOverWithin = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(options.Seed);
    private readonly List<FaultWindow> _windows = [];

    /// <summary>What was broken, and when.</summary>
    public IReadOnlyList<FaultWindow> Windows => _windows;

    /// <summary>What holds now, in words.</summary>
    public string Now { get; private set; } = "";

    /// <summary>Goes on until it is stopped, and then until every chosen fault was there once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // Each of them once in each round, in a new order.
        Queue<FaultScenario> round = [];
        while (await WaitAsync(Calm, stop) || _windows.Count < options.Faults.Length)
        {
            if (round.Count == 0)
                foreach (var fault in Shuffled())
                    round.Enqueue(fault);
            await BreakAsync(round.Dequeue(), TimeSpan.FromMilliseconds(_random.Next(ShortestHold, LongestHold)));
        }
    }

    private FaultScenario[] Shuffled()
    {
        FaultScenario[] faults = [.. options.Faults];
        _random.Shuffle(faults);
        return faults;
    }

    private async Task BreakAsync(FaultScenario fault, TimeSpan hold)
    {
        var node = cluster.Nodes[_random.Next(cluster.Nodes.Count)];
        var writer = cluster.Writers[_random.Next(cluster.Writers.Count)];
        if (fault is FaultScenario.RelayKill or FaultScenario.RelayPause or FaultScenario.CutRelayRedis && options.Engine is Engine.Coherence)
            node = await RelayAsync();
        if (fault is FaultScenario.RedisOld)
        {
            await cluster.Redis.SnapshotAsync();
            await Task.Delay(hold, TimeProvider.System);
        }

        var isOfNode = fault is FaultScenario.NodeKill or FaultScenario.NodePause or FaultScenario.RelayKill or FaultScenario.RelayPause
            or FaultScenario.CutRedis or FaultScenario.CutPostgres or FaultScenario.CutRelayRedis;
        var target = isOfNode ? node.Name : "";
        Now = $"{fault} {target}";
        var from = Stopwatch.GetTimestamp();
        await BeginAsync(fault, node, writer);
        await Task.Delay(hold, TimeProvider.System);
        await EndAsync(fault, node, writer);
        _windows.Add(new FaultWindow(fault, target, from, Stopwatch.GetTimestamp()));
        Now = "";
    }

    private async Task BeginAsync(FaultScenario fault, LabNode node, LabProcess writer)
    {
        switch (fault)
        {
            case FaultScenario.RedisPause:
                await cluster.Redis.SignalAsync("STOP");
                break;
            case FaultScenario.RedisKill or FaultScenario.RedisOld:
                await cluster.Redis.KillAsync();
                break;
            case FaultScenario.RedisFlush:
                await cluster.Redis.EmptyAsync();
                break;
            case FaultScenario.NodePause or FaultScenario.RelayPause:
                await node.Process.SignalAsync("STOP");
                break;
            case FaultScenario.NodeKill or FaultScenario.RelayKill:
                await node.Process.KillAsync();
                break;
            case FaultScenario.WriterKill:
                await writer.KillAsync();
                break;
            case FaultScenario.SlotDrop:
                await cluster.DropSlotAsync();
                break;
            case FaultScenario.CutRedis or FaultScenario.CutRelayRedis:
                node.Redis.Lose();
                break;
            case FaultScenario.CutPostgres:
                node.Postgres.Lose();
                break;
            default:
                foreach (var each in cluster.Nodes)
                    each.Redis.CutConnections();
                break;
        }
    }

    private async Task EndAsync(FaultScenario fault, LabNode node, LabProcess writer)
    {
        switch (fault)
        {
            case FaultScenario.RedisPause:
                await cluster.Redis.SignalAsync("CONT");
                break;
            case FaultScenario.RedisKill:
                await cluster.Redis.StartEmptyAsync();
                break;
            case FaultScenario.RedisOld:
                await cluster.Redis.StartOldAsync();
                break;
            case FaultScenario.NodePause or FaultScenario.RelayPause:
                await node.Process.SignalAsync("CONT");
                break;
            case FaultScenario.NodeKill or FaultScenario.RelayKill:
                await node.Process.StartAsync(CancellationToken.None);
                break;
            case FaultScenario.WriterKill:
                await writer.StartAsync(CancellationToken.None);
                break;
            case FaultScenario.CutRedis or FaultScenario.CutRelayRedis:
                node.Redis.Pass();
                break;
            case FaultScenario.CutPostgres:
                node.Postgres.Pass();
                break;
            default:
                break;
        }
    }

    // There is none for a moment while one follows another.
    private async Task<LabNode> RelayAsync()
    {
        for (var waited = TimeSpan.Zero; waited < TakesOverWithin; waited += LookAgain)
        {
            if (await cluster.FindRelayAsync() is { } relay)
                return relay;
            await Task.Delay(LookAgain, TimeProvider.System);
        }

        throw new InvalidOperationException($"No node relays, for {TakesOverWithin.TotalSeconds:0} s; see --log.");
    }

    private static async Task<bool> WaitAsync(TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(time, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
