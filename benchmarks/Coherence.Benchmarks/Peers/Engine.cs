namespace AspireCache.Coherence.Benchmarks.Peers;

/// <summary>Whose cache is measured.</summary>
internal enum Engine
{
    /// <summary>Microsoft.Extensions.Caching.Hybrid over Microsoft.Extensions.Caching.StackExchangeRedis: the baseline.</summary>
    Microsoft,

    /// <summary>FusionCache over the same Redis cache of Microsoft's, without a backplane.</summary>
    Fusion,

    /// <summary>This repository's.</summary>
    Coherence,
}
