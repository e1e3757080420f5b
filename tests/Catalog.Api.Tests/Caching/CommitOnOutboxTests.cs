using AspireCache.TestSupport;

namespace Catalog.Api.Tests.Caching;

public sealed class CommitOnOutboxTests(TestServers servers) : CommitContract(servers)
{
    protected override string Source => "Outbox";

    [Fact]
    public async Task Start_NothingIsReadFromTheLog()
    {
        var node = await StartUnattachedAsync(ConnectionString);
        await node.AttachedAsync();

        Assert.Equal(0L, await AskBehindAsync<long>("select count(*) from pg_replication_slots where database = current_database()"));
    }
}
