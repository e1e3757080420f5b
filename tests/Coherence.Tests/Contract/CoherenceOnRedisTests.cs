namespace AspireCache.Coherence.Tests.Contract;

public sealed class CoherenceOnRedisTests(RedisFixture server) : CoherenceContract(server), IClassFixture<RedisFixture>;
