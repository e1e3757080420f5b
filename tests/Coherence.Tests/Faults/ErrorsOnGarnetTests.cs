using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Faults;

public sealed class ErrorsOnGarnetTests : RedisErrorContract
{
    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartGarnetAsync(cancellationToken);
}
