using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class RelayMetricsOnLogTests(TestServers servers) : RelayMetricsContract(servers);
