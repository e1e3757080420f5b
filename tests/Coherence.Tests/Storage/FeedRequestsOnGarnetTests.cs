using AspireCache.Coherence.Tests.Contract;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class FeedRequestsOnGarnetTests(GarnetFixture server) : FeedRequestsContract(server), IClassFixture<GarnetFixture>;
