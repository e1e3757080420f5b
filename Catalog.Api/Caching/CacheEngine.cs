namespace Catalog.Api.Caching;

/// <summary>Who is behind HybridCache.</summary>
internal enum CacheEngine
{
    /// <summary>The project's own: every invalidation reaches all replicas.</summary>
    Coherence,

    /// <summary>Microsoft's, over the guarded distributed cache: for comparison.</summary>
    Microsoft,
}
