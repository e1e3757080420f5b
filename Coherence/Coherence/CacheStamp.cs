namespace AspireCache.Coherence;

/// <summary>
/// A point in the order of invalidations: what was read from its source after it was taken is current for as long as none of its
/// tags is invalidated. See <see cref="CoherentHybridCache.StampAsync"/>.
/// </summary>
/// <param name="Epoch">The lineage of the cache's data in Redis; it grows when everything has to be forgotten.</param>
/// <param name="Tick">How many invalidations the lineage had seen.</param>
public readonly record struct CacheStamp(long Epoch, long Tick);
