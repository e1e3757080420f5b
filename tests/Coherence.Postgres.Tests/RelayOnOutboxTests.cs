using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class RelayOnOutboxTests(TestServers servers) : RelayContract(servers)
{
    private protected override CommitSource Source => CommitSource.Outbox;
}
