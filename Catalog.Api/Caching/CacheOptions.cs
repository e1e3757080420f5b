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

    /// <summary>What invalidates, with Coherence: commits in the database, or only the API's own writes. Text, as <see cref="Engine"/>.</summary>
    [AllowedValues(nameof(InvalidationSource.Commits), nameof(InvalidationSource.Writes), ErrorMessage = "Cache:Invalidation must be Commits or Writes.")]
    public string Invalidation { get; set; } = nameof(InvalidationSource.Commits);

    /// <summary>
    /// How long a writer waits at most for its own commit to come back through the log, so that it reads what it wrote. What has not
    /// come by then is invalidated by the writer itself. Default 250 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ErrorMessage = "Cache:CommitWait must be 00:00:00 to 00:00:10.")]
    public TimeSpan CommitWait { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Off: every read asks the database. Default on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whole answers to anonymous readers, in Redis. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Longest, ErrorMessage = "Cache:OutputExpiration must be 00:00:01 to 1.00:00:00.")]
    public TimeSpan OutputExpiration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether commits invalidate: not where nothing is kept, or by an engine that cannot be told.</summary>
    public bool FollowsCommits => Enabled && ParsedEngine == CacheEngine.Coherence && Invalidation == nameof(InvalidationSource.Commits);

    /// <summary>What <see cref="Engine"/> names; the default where it names nothing, since the start says so.</summary>
    public CacheEngine ParsedEngine => Enum.TryParse<CacheEngine>(Engine, out var engine) ? engine : CacheEngine.Coherence;
}
