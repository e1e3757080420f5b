using System.Diagnostics;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>A server that crashes may lose what it had shown, where commits do not wait for the disk.</summary>
public sealed class CrashTests(TestServers servers, NewestPostgres newest) : RelayTest(servers), IClassFixture<NewestPostgres>
{
    private protected override Task<string> CreateDatabaseAsync() => newest.CreateDatabaseAsync(Cancellation);

    [Theory]
    [InlineData(CommitSource.LogicalReplication)]
    [InlineData(CommitSource.Outbox)]
    public async Task Server_Crashes_IsMadeGoodByANewEpoch(CommitSource source)
    {
        var node = await StartAsync(options => options.Source = source);
        var epoch = node.Cache.Core.View.Current.Epoch;

        // What the server does when one of its processes dies: all are ended, and the log is read again from the disk.
        await using (var victim = new NpgsqlConnection(Database.ConnectionString + ";Pooling=false"))
        {
            await victim.OpenAsync(Cancellation);
            using var process = Process.GetProcessById(victim.ProcessID);
            process.Kill();
        }

        await Eventually.TrueAsync(() => ValueTask.FromResult(node.Cache.Core.View.Current.Epoch > epoch), "a new epoch is opened");
        Database.Reconnect();
        await node.AttachedAsync(Cancellation);
    }

    [Theory]
    [InlineData(CommitSource.LogicalReplication)]
    [InlineData(CommitSource.Outbox)]
    public async Task Server_RestartedInOrder_LosesNothing_AndTheCacheStaysWarm(CommitSource source)
    {
        var node = await StartAsync(options => options.Source = source);
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        var epoch = node.Cache.Core.View.Current.Epoch;

        await newest.Postgres.DisposeAsync();
        await newest.Postgres.RestartAsync(Cancellation);

        Database.Reconnect();
        await node.AttachedAsync(Cancellation);
        Assert.Equal(epoch, node.Cache.Core.View.Current.Epoch);
        await Database.ExecuteAsync("update products set price = 200 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 200);
    }
}
