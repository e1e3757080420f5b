using AspireCache.Coherence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Catalog.Api.Caching;

/// <summary>Registers the caches: HybridCache (memory, then Redis) for data, the output cache (Redis) for whole answers.</summary>
internal static class CachingSetup
{
    public static void AddCatalogCaching(this WebApplicationBuilder builder)
    {
        builder.AddRedisCaching("cache");

        var services = builder.Services;
        var section = builder.Configuration.GetSection(CacheOptions.Section);
        services.AddOptions<CacheOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CoherenceOptions>().Configure(CachePolicies.SetDefaults);
        services.AddSingleton<IValidateOptions<CoherenceOptions>, NamespaceValidator>();

        var hybrid = services.AddHybridCache();
        if ((section.Get<CacheOptions>() ?? new()).ParsedEngine == CacheEngine.Coherence)
        {
            // The same server and client settings as the output cache, and a connection of its own: its commands never wait behind
            // another's, and it sees every reconnect before anything is read, which is when Redis may have lost data.
            hybrid.AddCoherence(section);
            services.AddOptions<CoherenceOptions>()
                .Configure<IOptions<ConfigurationOptions>>(static (options, redis) => options.Configuration ??= redis.Value);
        }
        else
        {
            services.AddCoherenceOptions(section);
        }

        if (IsAnythingSensitive(section) && builder.Configuration[NamespaceValidator.KeysDirectory] is { Length: > 0 } folder)
        {
            // Keys never stand beside what they protect: a folder, not Redis.
            services.AddDataProtection()
                .SetApplicationName("AspireCache.Catalog.Api")
                .PersistKeysToFileSystem(Directory.CreateDirectory(folder));
        }

        services.AddOutputCache(OutputPolicies.Add);
        services.AddSingleton<CatalogCache>();
        services.AddSingleton<ICatalogInvalidation, CatalogInvalidation>();
    }

    private static bool IsAnythingSensitive(IConfigurationSection section) =>
        section.GetSection(nameof(CoherenceOptions.Namespaces)).GetChildren()
            .Append(section.GetSection(nameof(CoherenceOptions.Defaults)))
            .Any(static policy => policy.GetValue<bool>(nameof(NamespacePolicy.Sensitive)));
}
