using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Encryption;

public sealed class SensitiveEntriesOnRedisTests : SensitiveEntriesContract
{
    protected override Task<IRedisServer> StartServerAsync(CancellationToken cancellationToken) => RedisServers.StartRedisAsync(cancellationToken);
}
