using AspireCache.TestSupport.Redis;

namespace AspireCache.ServiceDefaults.Tests.Redis;

public sealed class RedisFaultsOnGarnetTests : RedisFaultContract
{
    protected override Task<IRedisServer> StartServerAsync(CancellationToken cancellationToken) => RedisServers.StartGarnetAsync(cancellationToken);
}
