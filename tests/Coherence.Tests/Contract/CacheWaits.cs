using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>Waits for what a cache does after its callers have their values.</summary>
internal static class CacheWaits
{
    /// <summary>Redis has what was filled, and the leases.</summary>
    public static Task FillsEndAsync(this HybridCache cache) =>
        Eventually.TrueAsync(() => ValueTask.FromResult(((CoherentHybridCache)cache).Core.Flights.Count == 0), "no fill is under way");
}
