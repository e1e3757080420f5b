using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>Garnet for the tests of one class.</summary>
public sealed class GarnetFixture() : ServerFixture(RedisServers.StartGarnetAsync);
