using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>One node: the product's cache, whole, over a simulated connection and clock.</summary>
internal sealed class SimulatedNode : IDisposable, ILogger
{
    private const int RequestFailed = 4003;

    private static readonly Serializers Shared = new(new ServiceCollection().AddHybridCache().Services.BuildServiceProvider());

    private static readonly string[] AllTags = [.. Enumerable.Range(0, World.Keys.Length).SelectMany(World.TagsOf).Distinct()];

    private readonly CoherenceMetrics _metrics = new(null, "simulation");

    private readonly CancellationTokenSource _sharing = new();

    public SimulatedNode(SimulatedConnection connection, SimulatedTime time, Random random, CoherenceOptions options, bool isGuarded, Rules off)
    {
        Connection = connection;
        Time = time;
        // Time limits of the product's own, or only what the world lets fail.
        var guard = isGuarded ? new GuardedDomain(connection, options, new RedisCircuit(options.CircuitBreakerDuration, time, static _ => { }, static () => { }), time) : null;
        guard?.EndPatience();
        IRedisDomain redis = guard is null ? connection : guard;
        Core = new CacheCore(
            redis,
            redis,
            options,
            new HybridCacheOptions(),
            Shared,
            new Runtime(time, random.NextDouble, TaskCreationOptions.None) { Sharing = _sharing.Token },
            _metrics,
            this);
        if (guard is not null)
            Core.Link.ReadLimit = () => guard.ReadLimit;
        Core.View.OrdersEpochs = !off.HasFlag(Rules.EpochOrder);
        Core.View.ChecksJoins = !off.HasFlag(Rules.JoinRule);
        // Few, so that there are sometimes too many.
        Core.Link.Owed.MostTags = 3;
        Core.Link.Owed.AreMadeGood = !off.HasFlag(Rules.OwedRetold);
        Core.DoubtsRedis = !off.HasFlag(Rules.RedisBehind);
        Core.ChecksNesting = !off.HasFlag(Rules.NestedTick) && !off.HasFlag(Rules.NestedReplica);
        Core.LendsPermits = !off.HasFlag(Rules.NestedPermit);
        Core.AwaitsJoined = !off.HasFlag(Rules.JoinedRefresh);
        Cache = new CoherentHybridCache(Core);
        Core.Link.SyncWanted = () => IsSyncWanted = true;
        Core.Link.Listen();
    }

    public SimulatedConnection Connection { get; }

    public SimulatedTime Time { get; }

    public CacheCore Core { get; }

    public CoherentHybridCache Cache { get; }

    public TagCell[] Held { get; private set; } = [];

    public bool IsSyncWanted { get; set; }

    /// <summary>What the channel still has for it, with the versions that each event stands for.</summary>
    public Queue<(FeedEvent Event, int[] Versions)> Channel { get; } = new();

    /// <summary>The least version of each key that a read may return after what this node has heard or done.</summary>
    public int[] Known { get; } = new int[World.Keys.Length];

    /// <summary>Requests of it that failed, or were not made.</summary>
    public int Failures { get; private set; }

    /// <summary>Nothing of it reaches Redis, and nothing of Redis reaches it; the others go on.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Its process is asked to end, and tells what is owed.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Its process does not run, and does not know it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>What its clock has to catch up with when it runs again.</summary>
    public TimeSpan Slept { get; set; }

    /// <summary>Commits that somebody on this node waits to hear of.</summary>
    public List<(Task Applied, LogRecord Commit)> Waiting { get; } = [];

    /// <summary>Keeps the garbage collector, which comes when it likes, from deciding anything.</summary>
    public void HoldCells() => Held = Core.View.Current.CellsOf(AllTags);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == RequestFailed)
            Failures++;
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _sharing.Dispose();
    }
}
