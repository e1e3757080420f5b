using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Caching;

/// <summary>
/// What holds for the caches as a whole. Section <c>Cache</c>, which also holds the policies of namespaces and what else
/// <see cref="AspireCache.Coherence.CoherenceOptions"/> has; their defaults are in <see cref="CachePolicies"/>.
/// </summary>
internal sealed class CacheOptions
{
    public const string Section = "Cache";

    private const string Longest = "1.00:00:00";

    /// <summary>The engine behind HybridCache, as the configuration says it. Text, so that a wrong name gets a message that says the right ones.</summary>
    [AllowedValues(nameof(CacheEngine.Coherence), nameof(CacheEngine.Microsoft), ErrorMessage = "Cache:Engine must be Coherence or Microsoft.")]
    public string Engine { get; set; } = nameof(CacheEngine.Coherence);

    /// <summary>Off: every read asks the database. Default on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whole answers to anonymous readers, in Redis. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Longest, ErrorMessage = "Cache:OutputExpiration must be 00:00:01 to 1.00:00:00.")]
    public TimeSpan OutputExpiration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What <see cref="Engine"/> names; the default where it names nothing, since the start says so.</summary>
    public CacheEngine ParsedEngine => Enum.TryParse<CacheEngine>(Engine, out var engine) ? engine : CacheEngine.Coherence;
}
