using Aspire.StackExchange.Redis;
using Microsoft.AspNetCore.OutputCaching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>The output cache on Redis where Aspire's package is missing.</summary>
public static class AspireRedisOutputCacheExtensions
{
    /// <summary>Registers the connection and the output cache over it.</summary>
    public static void AddRedisOutputCache(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        builder.AddRedisClientBuilder(connectionName, configureSettings, configureOptions).WithOutputCache();

    /// <summary>Registers the output cache over the connection.</summary>
    public static AspireRedisClientBuilder WithOutputCache(this AspireRedisClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.HostBuilder.Services.AddStackExchangeRedisOutputCache(static _ => { });
        builder.HostBuilder.Services.AddOptions<RedisOutputCacheOptions>().Configure<IServiceProvider>((options, services) =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>()));
        return builder;
    }
}
