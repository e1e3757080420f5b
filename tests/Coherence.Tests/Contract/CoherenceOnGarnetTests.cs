namespace AspireCache.Coherence.Tests.Contract;

public sealed class CoherenceOnGarnetTests(GarnetFixture server) : CoherenceContract(server), IClassFixture<GarnetFixture>;
