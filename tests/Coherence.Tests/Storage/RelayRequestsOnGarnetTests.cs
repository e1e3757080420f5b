using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class RelayRequestsOnGarnetTests(GarnetFixture server) : RelayRequestsContract(server), IClassFixture<GarnetFixture>;
