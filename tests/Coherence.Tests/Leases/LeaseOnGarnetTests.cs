using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Leases;

public sealed class LeaseOnGarnetTests(GarnetFixture server) : LeaseContract(server), IClassFixture<GarnetFixture>;
