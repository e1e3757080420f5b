namespace AspireCache.Coherence;

/// <summary>What a namespace prefers when a node has not heard of invalidations for too long.</summary>
public enum CoherenceMode
{
    /// <summary>Never serve what may be stale: go to Redis, or to the source of the data.</summary>
    Strict,

    /// <summary>Serve what this node has, within the stale window, when Redis cannot be asked.</summary>
    Available,
}
