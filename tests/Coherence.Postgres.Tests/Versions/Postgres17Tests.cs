using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Versions;

public sealed class Postgres17Tests(TestServers servers, Postgres17 postgres) : VersionContract(servers, postgres), IClassFixture<Postgres17>;
