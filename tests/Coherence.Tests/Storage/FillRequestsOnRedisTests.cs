using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class FillRequestsOnRedisTests(RedisFixture server) : FillRequestsContract(server), IClassFixture<RedisFixture>;
