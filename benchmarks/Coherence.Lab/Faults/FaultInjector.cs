using System.Diagnostics;
using AspireCache.Coherence.Lab.Cluster;

namespace AspireCache.Coherence.Lab.Faults;

/// <summary>Breaks one thing after the other, as its seed says, until the time is over.</summary>
internal sealed class FaultInjector(LabCluster cluster, LabOptions options)
{
    private const int ShortestHold = 1_000;
    private const int LongestHold = 3_500;
    private static readonly TimeSpan ShortestCalm = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestCalm = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TakesOverWithin = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(options.Seed);
    private readonly FaultActions _actions = new(cluster);
    private readonly List<FaultWindow> _windows = [];

    /// <summary>What was broken, and when.</summary>
    public IReadOnlyList<FaultWindow> Windows => _windows;

    /// <summary>What holds now, in words.</summary>
    public string Now { get; private set; } = "";

    /// <summary>Goes on until it is stopped, and then until every chosen fault was there once.</summary>
    /// <param name="stop">The time is over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        if (options.Every is { } every)
        {
            await RepeatAsync(every, stop, cancellationToken);
            return;
        }

        // As long as the run has time for, when each fault is there once.
        var calm = options.Duration / options.Faults.Length - TimeSpan.FromMilliseconds((ShortestHold + LongestHold) / 2.0);
        calm = calm < ShortestCalm ? ShortestCalm : calm > LongestCalm ? LongestCalm : calm;
        // Each of them once in each round, in a new order.
        Queue<FaultScenario> round = [];
        while (!stop.IsCancellationRequested || _windows.Count < options.Faults.Length)
        {
            await Task.Delay(calm, TimeProvider.System, cancellationToken);
            if (round.Count == 0)
                foreach (var fault in Shuffled())
                    round.Enqueue(fault);
            await BreakAsync(round.Dequeue(), TimeSpan.FromMilliseconds(_random.Next(ShortestHold, LongestHold)));
        }

        // What the last one leaves behind is to be seen too.
        await Task.Delay(calm, TimeProvider.System, cancellationToken);
    }

    /// <summary>As regular as a clock, one fault of those chosen after the other.</summary>
    private async Task RepeatAsync(TimeSpan every, CancellationToken stop, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every, TimeProvider.System);
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var fault = options.Faults[i % options.Faults.Length];
            await BreakAsync(fault, FaultActions.OwnLength(fault) ?? throw new InvalidOperationException($"{fault} does not end by itself."));
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
        var target = FaultActions.IsOfWriter(fault) ? cluster.Writers[_random.Next(cluster.Writers.Count)] : node;
        var relays = options.Engine is Engine.Coherence && FaultActions.IsOfRelay(fault);
        if (relays)
            target = await RelayAsync(except: null);
        if (fault is FaultScenario.RedisOld)
        {
            await cluster.Redis.SnapshotAsync();
            await Task.Delay(hold, TimeProvider.System);
        }

        var name = FaultActions.IsOfWriter(fault) || FaultActions.IsOfNode(fault) ? target.Name : "";
        Now = $"{fault} {name}";
        var from = Stopwatch.GetTimestamp();
        await _actions.BeginAsync(fault, target);
        var struck = Stopwatch.GetTimestamp();
        TimeSpan? takeover = null;
        if (relays && fault is FaultScenario.RelayKill && cluster.Nodes.Count > 1)
        {
            await RelayAsync(except: target);
            takeover = Stopwatch.GetElapsedTime(struck);
        }

        if (hold - Stopwatch.GetElapsedTime(struck) is { Ticks: > 0 } rest)
            await Task.Delay(rest, TimeProvider.System);
        await _actions.EndAsync(fault, target);
        _windows.Add(new FaultWindow(fault, name, from, Stopwatch.GetTimestamp(), takeover));
        Now = "";
    }

    // There is none for a moment while one follows another.
    private async Task<LabNode> RelayAsync(LabNode? except)
    {
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < TakesOverWithin;)
        {
            if (await cluster.FindRelayAsync() is { } relay && relay != except)
                return relay;
            await Task.Delay(LookAgain, TimeProvider.System);
        }

        throw new InvalidOperationException($"No node relays, for {TakesOverWithin.TotalSeconds:0} s; see --log.");
    }
}
