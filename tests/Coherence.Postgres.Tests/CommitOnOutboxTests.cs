using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class CommitOnOutboxTests(TestServers servers) : CommitContract(servers)
{
    private protected override CommitSource Source => CommitSource.Outbox;
}
