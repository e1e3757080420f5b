using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>Callers who may share a fill: they want the same key as the same type, treated the same way.</summary>
internal readonly record struct FlightKey(string Key, HybridCacheEntryFlags Flags, Type Type);
