namespace AspireCache.Coherence;

/// <summary>
/// How the entries of a namespace are kept; the namespace of <c>product:42</c> is <c>product</c>. What is null comes from
/// <see cref="CoherenceOptions.Defaults"/>, then from <c>HybridCacheOptions.DefaultEntryOptions</c>, then from the default named
/// here. Options given with a call come first.
/// </summary>
public sealed class NamespacePolicy
{
    /// <summary>How long an entry is fresh. Default 5 minutes; 1 ms to 365 days.</summary>
    public TimeSpan? Expiration { get; set; }

    /// <summary>How long a node serves it from memory before it looks into Redis again. Default: as long as it is fresh.</summary>
    public TimeSpan? LocalCacheExpiration { get; set; }

    /// <summary>
    /// How long an entry may be served at most, counted from its fill, as FusionCache counts it. Between <see cref="Expiration"/> and
    /// this a read is served the expired value at once and starts a refresh in the background (stale-while-revalidate); it is also served
    /// where the factory fails or passes a timeout (stale-if-error). An invalidated entry is never served. Default 0: nothing is served
    /// after its expiration; at most 365 days.
    /// </summary>
    public TimeSpan? FailSafeMaxDuration { get; set; }

    /// <summary>The share of its time by which an entry may expire earlier, at random, so that entries do not expire together. Default 0.05; 0.001 to 0.5.</summary>
    public double? Jitter { get; set; }

    /// <summary>The share of its <see cref="Expiration"/> after which a read starts a refresh in the background, as FusionCache's setting of this name. Default: none; 0.5 to 0.99.</summary>
    public double? EagerRefreshThreshold { get; set; }

    /// <summary>How long an entry for null is fresh. Default: as any other; 1 ms to 365 days.</summary>
    public TimeSpan? NullExpiration { get; set; }

    /// <summary>
    /// How long a read waits for the factory where there is an expired value to serve instead; the factory goes on in the background.
    /// Default: none; 1 ms to 1 hour, shorter than <see cref="FactoryHardTimeout"/>.
    /// </summary>
    public TimeSpan? FactorySoftTimeout { get; set; }

    /// <summary>
    /// How long the factory may run. Then it is cancelled, and the read gets an expired value if there is one, else a
    /// <see cref="TimeoutException"/>. Default: none; 1 ms to 1 hour.
    /// </summary>
    public TimeSpan? FactoryHardTimeout { get; set; }

    /// <summary>Strict or available. Default strict.</summary>
    public CoherenceMode? Mode { get; set; }

    /// <summary>
    /// Whether nothing readable of its entries may be in Redis: values are encrypted by Data Protection, keys and tags are replaced
    /// by keyed hashes. Needs <c>AddDataProtection</c> with a key ring that all nodes share, and <see cref="CoherenceOptions.NameKey"/>.
    /// All nodes of a domain must agree; one that changes its mind needs another <see cref="CoherenceOptions.Domain"/>. Default false.
    /// </summary>
    public bool? Sensitive { get; set; }
}
