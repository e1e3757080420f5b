using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class RelayOnLogTests(TestServers servers) : RelayContract(servers);
