using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Races;

public sealed class StaleFillOnGarnetTests(GarnetFixture server) : CoherenceStaleFillContract(server), IClassFixture<GarnetFixture>;
