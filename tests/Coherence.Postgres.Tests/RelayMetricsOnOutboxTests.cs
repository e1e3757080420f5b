using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class RelayMetricsOnOutboxTests(TestServers servers) : RelayMetricsContract(servers)
{
    private protected override CommitSource Source => CommitSource.Outbox;
}
