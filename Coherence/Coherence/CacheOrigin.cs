namespace AspireCache.Coherence;

/// <summary>Where a value came from.</summary>
public enum CacheOrigin
{
    /// <summary>This process's memory.</summary>
    Memory,

    /// <summary>Redis.</summary>
    Redis,

    /// <summary>The factory: it was not there, or not to be served any more.</summary>
    Factory,
}
