using Aspire.StackExchange.Redis;
using AspireCache.Coherence;
using AspireCache.Coherence.Postgres;
using Catalog.Api.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Catalog.Api.Caching;

/// <summary>Registers the caches: HybridCache (memory, then Redis) for data, the output cache (Redis) for whole answers.</summary>
internal static class CachingSetup
{
    public static void AddCatalogCaching(this WebApplicationBuilder builder)
    {
        var redis = builder.AddRedisConnection("cache");

        var services = builder.Services;
        var section = builder.Configuration.GetSection(CacheOptions.Section);
        services.AddOptions<CacheOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CoherenceOptions>().Configure(CachePolicies.SetDefaults);
        services.AddSingleton<IValidateOptions<CoherenceOptions>, NamespaceValidator>();

        var hybrid = services.AddHybridCache();
        services.AddOutputCache(OutputPolicies.Add);
        var options = section.Get<CacheOptions>() ?? new();
        if (options.ParsedEngine == CacheEngine.Coherence)
        {
            // A connection of its own: it sees every reconnect before anything is read, which is when Redis may have lost data.
            hybrid.AddCoherence(section);
            services.AddOptions<CoherenceOptions>()
                .Configure<IOptions<ConfigurationOptions>>(static (options, redis) => options.Configuration ??= redis.Value);
            services.AddCoherentOutputCache();
            if (options.FollowsCommits)
                hybrid.AddCommits(builder.Configuration);
        }
        else
        {
            services.AddCoherenceOptions(section);
            redis.AddStockCaches();
        }

        if (IsAnythingSensitive(section) && builder.Configuration[NamespaceValidator.KeysDirectory] is { Length: > 0 } folder)
        {
            // Keys never stand beside what they protect: a folder, not Redis.
            services.AddDataProtection()
                .SetApplicationName("AspireCache.Catalog.Api")
                .PersistKeysToFileSystem(Directory.CreateDirectory(folder));
        }

        services.AddHttpContextAccessor();
        services.AddSingleton<CatalogCache>();
        if (options.FollowsCommits)
            services.AddSingleton<ICatalogInvalidation, CommitInvalidation>();
        else
            services.AddSingleton<ICatalogInvalidation, WriteInvalidation>();
    }

    /// <summary>Whether commits are followed, and what they changed may be in Redis as it is.</summary>
    public static bool FollowsCommitsInPlainText(IConfiguration configuration)
    {
        var section = configuration.GetSection(CacheOptions.Section);
        return (section.Get<CacheOptions>() ?? new()).FollowsCommits && !IsAnythingSensitive(section);
    }

    // Microsoft's HybridCache and output cache, both over the connection of Aspire's integration, as their packages have them.
    private static void AddStockCaches(this AspireRedisClientBuilder redis)
    {
        var services = redis.WithOutputCache().HostBuilder.Services;
        services.AddStackExchangeRedisCache(static _ => { });
        services.AddOptions<RedisCacheOptions>().Configure<IServiceProvider>(static (options, provider) =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(provider.GetRequiredService<IConnectionMultiplexer>()));
    }

    private static void AddCommits(this IHybridCacheBuilder hybrid, ConfigurationManager configuration)
    {
        hybrid.AddPostgresInvalidation(CatalogTables.Map);
        hybrid.Services.AddOptions<PostgresInvalidationOptions>()
            .Bind(configuration.GetSection($"{CacheOptions.Section}:Relay"))
            .Configure<DatabaseReadiness>((relay, readiness) =>
            {
                relay.ConnectionString ??= DatabaseSetup.ConnectionString(configuration);
                relay.StartAfter = readiness.WaitAsync;
            });
    }

    private static bool IsAnythingSensitive(IConfigurationSection section) =>
        section.GetSection(nameof(CoherenceOptions.Namespaces)).GetChildren()
            .Append(section.GetSection(nameof(CoherenceOptions.Defaults)))
            .Any(static policy => policy.GetValue<bool>(nameof(NamespacePolicy.Sensitive)));
}
