using StackExchange.Redis;

namespace AspireCache.Coherence;

/// <summary>How a <see cref="CoherentHybridCache"/> works. Checked when the application starts.</summary>
public sealed class CoherenceOptions
{
    /// <summary>
    /// The name under which nodes share entries and invalidations; all its keys in Redis begin with it. Default <c>cache</c>;
    /// 1 to 64 letters, digits, dots, hyphens, underscores.
    /// </summary>
    public string Domain { get; set; } = "cache";

    /// <summary>
    /// Where Redis is, in StackExchange.Redis's format, such as <c>host:6379,password=secret</c>. Null, the default:
    /// <see cref="Configuration"/>, else the <see cref="IConnectionMultiplexer"/> that is registered. Of a registered one the cache
    /// takes what it gets, queueing while disconnected included: a connection of its own absorbs faults sooner.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The connection in full; comes before <see cref="ConnectionString"/>. It is copied, and the copy set so that requests fail
    /// rather than wait while there is no connection; a channel prefix is not used. Default none.
    /// </summary>
    public ConfigurationOptions? Configuration { get; set; }

    /// <summary>
    /// How long a read waits for Redis before the node goes on without. Invalidations may take longer: see
    /// <see cref="InvalidationTimeout"/>. Default 50 ms; 1 ms to 10 s.
    /// </summary>
    public TimeSpan RedisTimeout { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long an invalidation (<c>RemoveAsync</c>, <c>RemoveByTagAsync</c>, <c>SetAsync</c>) is retried before its caller gets
    /// <see cref="InvalidationOutcome.Owed"/>. It is also how long the end of the process (the host's stop, <c>DisposeAsync</c>) waits for
    /// Redis to be told what is owed. A read never waits for it. Default 5 s; 1 ms to 1 minute.
    /// </summary>
    public TimeSpan InvalidationTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether <c>RemoveAsync</c>, <c>RemoveByTagAsync</c> and <c>SetAsync</c> throw an <see cref="InvalidationOwedException"/> when they end as
    /// <see cref="InvalidationOutcome.Owed"/>. Default false: they return, and the log and <c>coherence.invalidations.owed</c> tell.
    /// </summary>
    public bool ThrowOnOwedInvalidation { get; set; }

    /// <summary>How long the circuit breaker stays open after Redis has failed, before one request tries Redis again. Default 500 ms; 500 ms to 1 minute.</summary>
    public TimeSpan CircuitBreakerDuration { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A node that could not prove for so long that it has heard every invalidation is detached: strict namespaces stop serving
    /// from memory. It asks four times as often. Default 2 s; 100 ms to 1 hour.
    /// </summary>
    public TimeSpan DetachedAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many factories may run at once on a node while Redis is away, or a strict namespace is detached. A factory that reads through
    /// the cache counts once, whatever it reads. Default 16; 1 to 10000.
    /// </summary>
    public int FillsWithoutRedis { get; set; } = 16;

    /// <summary>
    /// How long after the death of a node its fill of a key keeps the others from filling it. A node renews the lease while its factory
    /// runs, however long that takes: bound factories that may hang with <see cref="NamespacePolicy.FactoryHardTimeout"/>. Default 10 s; 100 ms
    /// to 10 minutes.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a caller waits for a fill on another node before it fills by itself, and keeps the value in memory only. Default 2 s; 0
    /// to 10 minutes.
    /// </summary>
    public TimeSpan LeaseWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long Redis remembers that a tag was invalidated, at least; longer where an entry that is made lives longer. Default 1 day; 1 minute to 3650 days.</summary>
    public TimeSpan FenceLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How many invalidations Redis keeps for nodes that missed some, of up to 500 tags and as a rule 64 KiB each. A node that missed more,
    /// or more than 16 MiB of them, forgets what it has in memory. Default 1000; 1 to 100000.
    /// </summary>
    public int LogLength { get; set; } = 1000;

    /// <summary>How many entries a node keeps in memory at most. Default 10000; 3 to 100 million.</summary>
    public int LocalEntries { get; set; } = 10_000;

    /// <summary>
    /// How much memory a node's entries take at most, in bytes: values, keys, tags, and what keeping them takes. Values are counted as
    /// serialized, strings as they are. Default 64 MiB; 1 KiB to 1 TiB.
    /// </summary>
    public long LocalBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Payloads of more bytes are compressed in Redis. Default 16 KiB; 0 to 1 GiB.</summary>
    public int CompressionThreshold { get; set; } = 16 * 1024;

    /// <summary>
    /// The secret that hides the names of sensitive entries: keys and tags are in Redis only as hashes that nobody without it can
    /// make or guess. The same on all nodes; another one needs another <see cref="Domain"/>. At least 32 characters, from a secret
    /// store. Default none; required where a namespace is sensitive.
    /// </summary>
    public string? NameKey { get; set; }

    /// <summary>Set by a package whose relay turns commits into invalidations.</summary>
    internal bool HasRelay { get; set; }

    /// <summary>Set by a package that keeps whole answers: their namespace, whose fills are requests.</summary>
    internal string? AnswerSpace { get; set; }

    /// <summary>What holds for every namespace that does not say otherwise.</summary>
    public NamespacePolicy Defaults { get; set; } = new();

    /// <summary>Policies by namespace.</summary>
    public IDictionary<string, NamespacePolicy> Namespaces { get; } = new Dictionary<string, NamespacePolicy>(StringComparer.Ordinal);

    /// <summary>The section of the configuration that the options come from, so that messages name whole keys.</summary>
    internal string? Section { get; set; }

    /// <summary>What the configuration holds that is no value of its kind, each said with its key below <see cref="Section"/>.</summary>
    internal IReadOnlyList<string> Unreadable { get; set; } = [];
}
