using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>The fill tick, whether the value may go to Redis, and up to which commit it has to be read; 0 where that is not known.</summary>
internal readonly record struct FillBegun(DomainClock Clock, bool CanStore, ulong Position = 0);
