using AspireCache.TestSupport.Redis;

namespace AspireCache.ServiceDefaults.Tests.Redis;

public sealed class RedisFaultsOnRedisTests : RedisFaultContract
{
    protected override Task<IRedisServer> StartServerAsync(CancellationToken cancellationToken) => RedisServers.StartRedisAsync(cancellationToken);
}
