using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Faults;

public sealed class FaultsOnRedisTests : RedisFaultContract
{
    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartRedisAsync(cancellationToken);
}
