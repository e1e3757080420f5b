using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Faults;

public sealed class InvalidationFaultsOnRedisTests : InvalidationFaultContract
{
    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartRedisAsync(cancellationToken);
}
