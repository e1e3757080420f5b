using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Races;

public sealed class StaleFillOnRedisTests(RedisFixture server) : CoherenceStaleFillContract(server), IClassFixture<RedisFixture>;
