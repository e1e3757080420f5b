using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Versions;

public sealed class Postgres16Tests(TestServers servers, Postgres16 postgres) : VersionContract(servers, postgres), IClassFixture<Postgres16>;
