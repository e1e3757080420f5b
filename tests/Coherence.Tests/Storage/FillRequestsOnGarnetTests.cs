using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class FillRequestsOnGarnetTests(GarnetFixture server) : FillRequestsContract(server), IClassFixture<GarnetFixture>;
