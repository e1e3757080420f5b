using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Leases;

public sealed class FillOnRedisTests(RedisFixture server) : FillContract(server), IClassFixture<RedisFixture>;
