namespace AspireCache.Coherence.AspNetCore.Tests;

public sealed class AnswersOnRedisTests(RedisFixture server) : AnswerContract(server), IClassFixture<RedisFixture>;
