using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Leases;

public sealed class FillOnGarnetTests(GarnetFixture server) : FillContract(server), IClassFixture<GarnetFixture>;
