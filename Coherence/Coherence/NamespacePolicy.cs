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
    public TimeSpan? LocalExpiration { get; set; }

    /// <summary>
    /// How long after <see cref="Expiration"/> an entry may still be served: at once while it is made anew in the background, and
    /// when making it fails or takes too long. An invalidated entry is never served. Default 0: not at all; at most 365 days.
    /// </summary>
    public TimeSpan? StaleWindow { get; set; }

    /// <summary>The share of its time by which an entry may expire earlier, at random, so that entries do not expire together. Default 0.05; 0.001 to 0.5.</summary>
    public double? Jitter { get; set; }

    /// <summary>The share of its time after which a read starts making the entry anew in the background. Default: none; 0.5 to 0.99.</summary>
    public double? RefreshAhead { get; set; }

    /// <summary>How long an entry for null is fresh. Default: as any other; 1 ms to 365 days.</summary>
    public TimeSpan? NullExpiration { get; set; }

    /// <summary>After so long a stale entry is served instead of waiting for the factory, which goes on in the background. Default: none; 1 ms to 1 hour.</summary>
    public TimeSpan? SoftTimeout { get; set; }

    /// <summary>After so long the factory is cancelled and a <see cref="TimeoutException"/> thrown, or a stale entry served. Default: none; 1 ms to 1 hour.</summary>
    public TimeSpan? HardTimeout { get; set; }

    /// <summary>Strict or available. Default strict.</summary>
    public CoherenceMode? Mode { get; set; }

    /// <summary>
    /// Whether nothing readable of its entries may be in Redis: values are encrypted by Data Protection, keys and tags are replaced
    /// by keyed hashes. Needs <c>AddDataProtection</c> with a key ring that all nodes share, and <see cref="CoherenceOptions.NameKey"/>.
    /// All nodes of a domain must agree; one that changes its mind needs another <see cref="CoherenceOptions.Domain"/>. Default false.
    /// </summary>
    public bool? Sensitive { get; set; }
}
