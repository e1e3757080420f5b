using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Faults;

public sealed class InvalidationFaultsOnGarnetTests : InvalidationFaultContract
{
    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartGarnetAsync(cancellationToken);
}
