using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Caching;

/// <summary>How long what is kept. Section <c>Catalog:Cache</c>.</summary>
internal sealed class CacheOptions
{
    public const string Section = "Catalog:Cache";

    private const string Longest = "1.00:00:00";

    /// <summary>Off: every read asks the database. Default on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Single products, in Redis. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Longest, ErrorMessage = "Catalog:Cache:ProductTtl must be 00:00:01 to 1.00:00:00.")]
    public TimeSpan ProductTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Product lists, categories and brands, in Redis. Default 30 seconds: another replica may show a list that is this old, since
    /// it learns of an invalidation by tag only when its own copies expire.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", Longest, ErrorMessage = "Catalog:Cache:ListTtl must be 00:00:01 to 1.00:00:00.")]
    public TimeSpan ListTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Anything, in the memory of one replica. Default 2 seconds: how long a replica may still show what another one changed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", Longest, ErrorMessage = "Catalog:Cache:LocalTtl must be 00:00:00.1 to 1.00:00:00.")]
    public TimeSpan LocalTtl { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whole answers to anonymous readers, in Redis. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Longest, ErrorMessage = "Catalog:Cache:OutputTtl must be 00:00:01 to 1.00:00:00.")]
    public TimeSpan OutputTtl { get; set; } = TimeSpan.FromSeconds(10);
}
