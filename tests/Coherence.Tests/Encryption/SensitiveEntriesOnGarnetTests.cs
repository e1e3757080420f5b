using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Encryption;

public sealed class SensitiveEntriesOnGarnetTests : SensitiveEntriesContract
{
    protected override Task<IRedisServer> StartServerAsync(CancellationToken cancellationToken) => RedisServers.StartGarnetAsync(cancellationToken);
}
