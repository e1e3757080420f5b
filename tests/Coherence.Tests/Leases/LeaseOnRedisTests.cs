using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Leases;

public sealed class LeaseOnRedisTests(RedisFixture server) : LeaseContract(server), IClassFixture<RedisFixture>;
