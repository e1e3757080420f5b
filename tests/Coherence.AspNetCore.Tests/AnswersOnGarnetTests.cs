namespace AspireCache.Coherence.AspNetCore.Tests;

public sealed class AnswersOnGarnetTests(GarnetFixture server) : AnswerContract(server), IClassFixture<GarnetFixture>;
