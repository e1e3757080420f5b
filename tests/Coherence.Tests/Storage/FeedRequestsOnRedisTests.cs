using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class FeedRequestsOnRedisTests(RedisFixture server) : FeedRequestsContract(server), IClassFixture<RedisFixture>;
