using AspireCache.Coherence;
using AspireCache.Coherence.Postgres;
using Catalog.Api.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
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
        var options = section.Get<CacheOptions>() ?? new();
        if (options.ParsedEngine == CacheEngine.Coherence)
        {
            // The same server and client settings as the output cache, and a connection of its own: its commands never wait behind
            // another's, and it sees every reconnect before anything is read, which is when Redis may have lost data.
            hybrid.AddCoherence(section);
            services.AddOptions<CoherenceOptions>()
                .Configure<IOptions<ConfigurationOptions>>(static (options, redis) => options.Configuration ??= redis.Value);
            services.AddStampedOutputStore();
            if (options.FollowsCommits)
                hybrid.AddCommits(builder.Configuration);
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

    private static void AddStampedOutputStore(this IServiceCollection services)
    {
        // The guarded store over Redis, which AddRedisCaching registered last.
        var guarded = services.Last(static service => service.ServiceType == typeof(IOutputCacheStore) && !service.IsKeyedService);
        services.Remove(guarded);
        services.AddSingleton<IOutputCacheStore>(provider => ActivatorUtilities.CreateInstance<StampedOutputStore>(
            provider, (IOutputCacheStore)guarded.ImplementationFactory!(provider), (CoherentHybridCache)provider.GetRequiredService<HybridCache>()));
    }

    private static void AddCommits(this IHybridCacheBuilder hybrid, ConfigurationManager configuration)
    {
        const string Database = "catalogdb";
        hybrid.AddPostgresInvalidation(CatalogTables.Map);
        hybrid.Services.AddOptions<PostgresInvalidationOptions>()
            .Bind(configuration.GetSection($"{CacheOptions.Section}:Relay"))
            .Configure<DatabaseReadiness>((relay, readiness) =>
            {
                // The same order as the data source's.
                relay.ConnectionString ??= configuration.GetConnectionString(Database)
                    ?? configuration[$"Aspire:Npgsql:{Database}:ConnectionString"] ?? configuration["Aspire:Npgsql:ConnectionString"];
                relay.StartAfter = readiness.WaitAsync;
            });
    }

    private static bool IsAnythingSensitive(IConfigurationSection section) =>
        section.GetSection(nameof(CoherenceOptions.Namespaces)).GetChildren()
            .Append(section.GetSection(nameof(CoherenceOptions.Defaults)))
            .Any(static policy => policy.GetValue<bool>(nameof(NamespacePolicy.Sensitive)));
}
