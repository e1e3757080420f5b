namespace AspireCache.Coherence;

/// <summary>
/// The names under which a cache tells OpenTelemetry what it does. Every instrument's meter carries the tag <c>coherence.domain</c>;
/// keys, tags and values are nowhere.
/// </summary>
public static class CoherenceTelemetry
{
    /// <summary>The meter: give it to <c>AddMeter</c>.</summary>
    public const string MeterName = "AspireCache.Coherence";

    /// <summary>The activity source: give it to <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "AspireCache.Coherence";

    /// <summary>Counter: reads served from a tier; <c>tier</c> is <c>local</c> or <c>redis</c>.</summary>
    public const string Hits = "coherence.hits";

    /// <summary>Counter: reads that no tier could serve.</summary>
    public const string Misses = "coherence.misses";

    /// <summary>Counter: reads that waited for another's fill, in this process or on another node.</summary>
    public const string Waits = "coherence.waits";

    /// <summary>
    /// Counter: expired values served; <c>reason</c> is <c>revalidating</c> (it is refreshed in the background), <c>error</c> (the
    /// factory has failed, within the last second), <c>slow</c> (it takes too long), <c>detached</c> (Redis cannot be asked).
    /// </summary>
    public const string Stale = "coherence.stale";

    /// <summary>Counter: entries found that an invalidation had made useless, by <c>tier</c>.</summary>
    public const string Fenced = "coherence.fenced";

    /// <summary>Counter: entries that could not be read or stored, by <c>reason</c>.</summary>
    public const string Rejected = "coherence.rejected";

    /// <summary>Counter: tags and keys invalidated by this node.</summary>
    public const string Invalidations = "coherence.invalidations";

    /// <summary>Counter: invalidations whose callers went on while they were owed: Redis was not reached in time; they are sent later.</summary>
    public const string InvalidationsOwed = "coherence.invalidations.owed";

    /// <summary>
    /// Histogram, seconds: how long factories ran, by <c>outcome</c>: <c>ok</c>, <c>error</c>, <c>timeout</c>, <c>behind</c> (it
    /// read a replica that lags: the value is not kept). Its count is the number of fills.
    /// </summary>
    public const string FillDuration = "coherence.fill.duration";

    /// <summary>
    /// Counter: events heard, by <c>outcome</c>: <c>Applied</c>, <c>Ignored</c> (known already, such as one's own), <c>Gap</c> (some
    /// before it were missed, and are asked for), <c>NewEpoch</c> (everything older was forgotten).
    /// </summary>
    public const string FeedEvents = "coherence.feed.events";

    /// <summary>Gauge, seconds: how old this node's knowledge of invalidations can be. No value until Redis has answered once.</summary>
    public const string FeedAge = "coherence.feed.age";

    /// <summary>Gauge: 1 while this node has not heard of invalidations for too long.</summary>
    public const string Detached = "coherence.detached";

    /// <summary>Counter, seconds: how long this node has been detached in all.</summary>
    public const string DetachedTime = "coherence.detached.time";

    /// <summary>Histogram, seconds: how long requests to Redis took, by <c>operation</c>; those that a broken circuit kept back are not in it.</summary>
    public const string RedisDuration = "coherence.redis.duration";

    /// <summary>
    /// Counter: requests to Redis that failed, or were kept back by an open circuit, by <c>error.type</c>: the server's own word, such
    /// as <c>OOM</c> or <c>READONLY</c>, else the exception's type.
    /// </summary>
    public const string RedisErrors = "coherence.redis.errors";

    /// <summary>Gauge: entries in memory.</summary>
    public const string LocalEntries = "coherence.local.entries";

    /// <summary>Gauge, bytes: what they take, as serialized.</summary>
    public const string LocalBytes = "coherence.local.bytes";
}
