using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Versions;

public sealed class Postgres14Tests(TestServers servers, Postgres14 postgres) : VersionContract(servers, postgres), IClassFixture<Postgres14>;
