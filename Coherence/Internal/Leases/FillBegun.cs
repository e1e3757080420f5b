using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>The fill tick, and whether the value may go to Redis.</summary>
internal readonly record struct FillBegun(DomainClock Clock, bool CanStore);
