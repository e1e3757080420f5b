using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>redis-server for the tests of one class.</summary>
public sealed class RedisFixture() : ServerFixture(RedisServers.StartRedisAsync);
