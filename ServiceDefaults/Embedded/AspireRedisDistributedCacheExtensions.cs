using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>The distributed cache on Redis where Aspire's package is missing.</summary>
public static class AspireRedisDistributedCacheExtensions
{
    /// <summary>Registers <see cref="Microsoft.Extensions.Caching.Distributed.IDistributedCache"/> over the connection.</summary>
    public static AspireRedisClientBuilder WithDistributedCache(this AspireRedisClientBuilder builder, Action<RedisCacheOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.HostBuilder.Services.AddStackExchangeRedisCache(static _ => { });
        builder.HostBuilder.Services.AddOptions<RedisCacheOptions>().Configure<IServiceProvider>((options, services) =>
        {
            options.ConnectionMultiplexerFactory = () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>());
            configureOptions?.Invoke(options);
        });
        return builder;
    }
}
