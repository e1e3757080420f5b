using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal;

/// <summary>What holds for one call: its options, its namespace's policy and the defaults, put together.</summary>
internal readonly record struct EntryPlan
{
    public required HybridCacheEntryFlags Flags { get; init; }
    public required TimeSpan Expiration { get; init; }
    public required TimeSpan LocalCacheExpiration { get; init; }
    public required TimeSpan NullExpiration { get; init; }
    public required TimeSpan FailSafeMaxDuration { get; init; }
    public required double Jitter { get; init; }
    public required double EagerRefreshThreshold { get; init; }
    public required TimeSpan FactorySoftTimeout { get; init; }
    public required TimeSpan FactoryHardTimeout { get; init; }
    public required bool IsAvailable { get; init; }
    public required bool IsSensitive { get; init; }

    /// <summary>How long a value of that lifetime may be served at most, after its expiry included.</summary>
    public TimeSpan Kept(TimeSpan lifetime) => lifetime > FailSafeMaxDuration ? lifetime : FailSafeMaxDuration;

    /// <summary>The same for an entry that is made of what is sensitive, if that is so.</summary>
    public EntryPlan For(bool isSensitive) => isSensitive && !IsSensitive ? this with { IsSensitive = true } : this;

    /// <summary>Whether the payload may be compressed: how well a secret compresses beside other text tells of the secret.</summary>
    public bool IsCompressible => !IsSensitive && !Has(HybridCacheEntryFlags.DisableCompression);

    /// <summary>The same of whatever value a fill will bring.</summary>
    public TimeSpan MostKept => Kept(Expiration > NullExpiration ? Expiration : NullExpiration);

    public bool Has(HybridCacheEntryFlags flag) => (Flags & flag) != 0;
}
