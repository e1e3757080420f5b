using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Leases;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal;

/// <summary>What the reads and writes of one cache share.</summary>
internal sealed class CacheCore
{
    private readonly long _detachedAfter;
    private readonly DetachedClock _detachedClock;

    public CacheCore(IRedisDomain redis, IEntryRequests entries, CoherenceOptions options, HybridCacheOptions hybrid, Serializers serializers, Runtime runtime, CoherenceMetrics metrics, ILogger logger)
    {
        Runtime = runtime;
        Metrics = metrics;
        Logger = logger;
        Serializers = serializers;
        View = new DomainView { HasRelay = options.HasRelay };
        Link = new DomainLink(redis, entries, View, runtime, metrics, logger) { InvalidationTimeout = options.InvalidationTimeout };
        ThrowsWhenOwed = options.ThrowOnOwedInvalidation;
        Local = new LocalStore(options.LocalEntries, options.LocalBytes);
        Policies = new PolicyTable(options, hybrid);
        Keys = new KeyRules(hybrid.MaximumKeyLength, TagHiding.For(options, Policies), logger);
        FillsWithoutRedis = new FillGate(options.FillsWithoutRedis, runtime.Continuations);
        MaximumPayloadBytes = hybrid.MaximumPayloadBytes;
        CompressionThreshold = hybrid.DisableCompression ? int.MaxValue : options.CompressionThreshold;
        Leases = new LeaseTable(runtime.Time, options.LeaseDuration);
        LeaseWait = options.LeaseWait;
        _detachedAfter = runtime.ToTimestampUnits(options.DetachedAfter);
        _detachedClock = new DetachedClock(runtime.Time, _detachedAfter);
        metrics.Observe(() => Local.Count, () => Local.Bytes, KnowledgeAge, () => IsDetached(runtime.Time.GetTimestamp()), MeasureDetachment);
    }

    public DomainView View { get; }

    public FlightTable Flights { get; } = new();

    public DomainLink Link { get; }

    public LocalStore Local { get; }

    public PolicyTable Policies { get; }

    public KeyRules Keys { get; }

    public Serializers Serializers { get; }

    public Runtime Runtime { get; }

    public CoherenceMetrics Metrics { get; }

    public ILogger Logger { get; }

    /// <summary>Lets only so many factories run while Redis cannot share their work.</summary>
    public FillGate FillsWithoutRedis { get; }

    public long MaximumPayloadBytes { get; }

    public int CompressionThreshold { get; }

    /// <summary>How the last reads beyond memory went.</summary>
    public RedisLooks Looks { get; } = new();

    /// <summary>The leases that fills of this process hold.</summary>
    public LeaseTable Leases { get; }

    public TimeSpan LeaseWait { get; }

    /// <summary>Whether an invalidation that ends as owed is an exception.</summary>
    public bool ThrowsWhenOwed { get; }

    /// <summary>The simulation switches it off to see what it is for.</summary>
    internal bool DoubtsRedis { get; set; } = true;

    /// <summary>As <see cref="DoubtsRedis"/>, for the rule of what a factory may be served.</summary>
    internal bool ChecksNesting { get; set; } = true;

    /// <summary>As <see cref="DoubtsRedis"/>, for the rule that a fill inside another needs no permit.</summary>
    internal bool LendsPermits { get; set; } = true;

    /// <summary>As <see cref="DoubtsRedis"/>, for the rule that who joined a refresh gets a value.</summary>
    internal bool AwaitsJoined { get; set; } = true;

    /// <summary>Asked at every hit, of a clock that goes on while the process does not: one that was paused notices before it serves.</summary>
    public bool IsDetached(long now) => !IsWithinLimit(View.KnownAt, now);

    /// <summary>Whether what is certain of everything up to then, <see cref="long.MinValue"/> for never, is recent enough to be served.</summary>
    public bool IsWithinLimit(long then, long now) => then != long.MinValue && now - then <= _detachedAfter;

    /// <summary>
    /// Whether what Redis holds may be older than what has committed: no relay has been heard of for too long, and the policy does
    /// not allow for that.
    /// </summary>
    public bool IsRedisBehind(EntryPlan plan) => DoubtsRedis && View.HasRelay && !plan.IsAvailable && IsDetached(Runtime.Time.GetTimestamp());

    /// <summary>Whether Redis may hold such an entry: a cache in which nothing is sensitive cannot seal what another's factory made of its secrets.</summary>
    public bool MayStore(EntryPlan plan) => !plan.IsSensitive || Keys.CanHide;

    /// <summary>How long this node has been detached in all; to be called at every heartbeat.</summary>
    public TimeSpan MeasureDetachment() => _detachedClock.Measure(View.KnownAt);

    /// <summary>How long ago it was proved last that nothing had escaped this node; null: never yet.</summary>
    public TimeSpan? KnowledgeAge()
    {
        var knownAt = View.KnownAt;
        return knownAt == long.MinValue ? null : Runtime.Time.GetElapsedTime(knownAt);
    }
}
