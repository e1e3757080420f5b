using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class RelayRequestsOnRedisTests(RedisFixture server) : RelayRequestsContract(server), IClassFixture<RedisFixture>;
