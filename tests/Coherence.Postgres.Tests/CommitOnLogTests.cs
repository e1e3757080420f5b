using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class CommitOnLogTests(TestServers servers) : CommitContract(servers);
