using Aspire.StackExchange.Redis;
using AspireCache.ServiceDefaults.Redis;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.OutputCaching.StackExchangeRedis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Redis as a cache that can be lost.</summary>
public static class RedisCachingExtensions
{
    /// <summary>
    /// Registers the connection, <see cref="IDistributedCache"/> (the second level of HybridCache) and the output cache
    /// over Redis, guarded: a Redis that is slow, hangs or is gone costs a request a few tens of milliseconds at the most,
    /// and never fails it (docs/operations.md).
    /// </summary>
    /// <exception cref="OptionsValidationException">At the start, when no connection string was found.</exception>
    public static AspireRedisClientBuilder AddRedisCaching(this IHostApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var redis = builder.AddRedisClientBuilder(connectionName, configureOptions: UseClientDefaults).WithOutputCache();
        var services = builder.Services;
        services.AddStackExchangeRedisCache(static _ => { });

        services.AddOptions<RedisGuardOptions>()
            .BindConfiguration(RedisGuardOptions.Section)
            .PostConfigure<IHostEnvironment>(static (options, environment) =>
            {
                if (options.KeyPrefix is "")
                    options.KeyPrefix = $"{environment.ApplicationName.ToLowerInvariant()}:";
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<ConfigurationOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConfigurationOptions>>(new RedisConnectionCheck(connectionName));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<RedisGuard>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisRecovery>();
        services.AddHostedService<RedisMonitor>();

        // The stock caches wait for the connection that the background makes, and keep to this application's keys.
        services.AddOptions<RedisCacheOptions>().PostConfigure<RedisConnection, IOptions<RedisGuardOptions>>((options, connection, guard) =>
        {
            options.ConnectionMultiplexerFactory = connection.GetAsync;
            options.InstanceName = $"{guard.Value.KeyPrefix}data:";
        });
        services.AddOptions<RedisOutputCacheOptions>().PostConfigure<RedisConnection, IOptions<RedisGuardOptions>>((options, connection, guard) =>
        {
            options.ConnectionMultiplexerFactory = connection.GetAsync;
            options.InstanceName = $"{guard.Value.KeyPrefix}output:";
        });

        services.Guard<IDistributedCache, GuardedDistributedCache>();
        services.Guard<IOutputCacheStore, GuardedOutputCacheStore>();
        return redis;
    }

    private static void UseClientDefaults(ConfigurationOptions options)
    {
        // Providers for the clouds keep what they know of their servers.
        if (DefaultOptionsProvider.GetProvider(options.EndPoints).GetType() == typeof(DefaultOptionsProvider))
            options.Defaults = new RedisClientDefaults();
        options.BacklogPolicy = BacklogPolicy.FailFast;
    }

    /// <summary>Puts the guarded cache before the one registered last.</summary>
    private static void Guard<TService, TGuarded>(this IServiceCollection services)
        where TService : class
        where TGuarded : class, TService, IGuardedCache
    {
        var stock = services.Last(descriptor => descriptor.ServiceType == typeof(TService) && !descriptor.IsKeyedService);
        services.Remove(stock);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TGuarded>(provider, CreateStock<TService>(provider, stock)));
        services.AddSingleton<TService>(provider => provider.GetRequiredService<TGuarded>());
        services.AddSingleton<IGuardedCache>(provider => provider.GetRequiredService<TGuarded>());
    }

    private static TService CreateStock<TService>(IServiceProvider provider, ServiceDescriptor stock) =>
        (TService)(stock.ImplementationInstance
            ?? stock.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, stock.ImplementationType!));
}
