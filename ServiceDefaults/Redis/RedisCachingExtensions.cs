using Aspire.StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Redis as a cache that can be lost.</summary>
public static class RedisCachingExtensions
{
    /// <summary>
    /// Registers the connection, <see cref="Microsoft.Extensions.Caching.Distributed.IDistributedCache"/> (the second level
    /// of HybridCache) and the output cache over Redis.
    /// </summary>
    public static AspireRedisClientBuilder AddRedisCaching(this IHostApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddRedisClientBuilder(connectionName).WithDistributedCache().WithOutputCache();
    }
}
