using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal;

/// <summary>What holds for one call: its options, its namespace's policy and the defaults, put together.</summary>
internal readonly record struct EntryPlan
{
    public required HybridCacheEntryFlags Flags { get; init; }
    public required TimeSpan Expiration { get; init; }
    public required TimeSpan LocalExpiration { get; init; }
    public required TimeSpan NullExpiration { get; init; }
    public required TimeSpan StaleWindow { get; init; }
    public required double Jitter { get; init; }
    public required double RefreshAhead { get; init; }
    public required TimeSpan SoftTimeout { get; init; }
    public required TimeSpan HardTimeout { get; init; }
    public required bool IsAvailable { get; init; }
    public required bool IsSensitive { get; init; }

    public bool Has(HybridCacheEntryFlags flag) => (Flags & flag) != 0;
}
