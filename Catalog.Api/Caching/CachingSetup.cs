namespace Catalog.Api.Caching;

/// <summary>Registers the caches: HybridCache (memory, then Redis) for data, the output cache (Redis) for whole answers.</summary>
internal static class CachingSetup
{
    public static void AddCatalogCaching(this WebApplicationBuilder builder)
    {
        builder.AddRedisCaching("cache");

        var services = builder.Services;
        services.AddOptions<CacheOptions>().BindConfiguration(CacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHybridCache();
        services.AddOutputCache(OutputPolicies.Add);
        services.AddSingleton<CatalogCache>();
        services.AddSingleton<ICatalogInvalidation, CatalogInvalidation>();
    }
}
