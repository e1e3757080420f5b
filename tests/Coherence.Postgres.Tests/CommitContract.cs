using System.Collections.Concurrent;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>What those who write and those who follow changes rely on, wherever the relay learns of commits.</summary>
public abstract class CommitContract(TestServers servers) : RelayTest(servers)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task CommitWatch_Applied_TheWriterReadsWhatItWroteOnItsOwnNode()
    {
        // One of them is the relay, and hears of its own events otherwise than the other does.
        CacheNode[] nodes = [await StartAsync(), await StartAsync()];
        for (var round = 1; round <= 20; round++)
        {
            foreach (var node in nodes)
            {
                await node.PriceAsync(4, "c1", Cancellation);
                var price = (round * 10) + Array.IndexOf(nodes, node);
                using var commit = await UpdateAsync(node, $"update products set price = {price} where id = 4");

                Assert.True(await commit.WaitAsync(Long));

                Assert.Equal(price, await node.PriceAsync(4, "c1", Cancellation));
            }
        }
    }

    [Fact]
    public async Task CommitWatch_NothingMappedChanged_GivesUpAtTheLimit()
    {
        var node = await StartAsync();
        using var commit = await UpdateAsync(node, "select 1");

        Assert.False(await commit.WaitAsync(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task CommitWatch_NoRelayIsHeardOf_GivesUpAtOnce()
    {
        var node = await StartUnattachedAsync(options => options.StartAfter = cancellation => Task.Delay(Timeout.Infinite, cancellation));
        using var commit = await UpdateAsync(node, "update products set price = 1 where id = 4");

        Assert.False(await commit.WaitAsync(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Stamp_TagInvalidatedByACommit_IsNotCurrentAnyMore()
    {
        var node = await StartAsync();
        var product = (await node.Cache.StampAsync(["product:4"], Long))!.Value;
        var other = (await node.Cache.StampAsync(["product:5"], Long))!.Value;
        Assert.True(await node.Cache.IsCurrentAsync(product, ["product:4"]));

        using var commit = await UpdateAsync(node, "update products set price = 1 where id = 4");
        Assert.True(await commit.WaitAsync(Long));

        Assert.False(await node.Cache.IsCurrentAsync(product, ["product:4"]));
        Assert.True(await node.Cache.IsCurrentAsync(other, ["product:5"]));
        Assert.False(await node.Cache.IsCurrentAsync(other, ["a tag that nobody made a fence for"]));
        Assert.False(await node.Cache.IsCurrentAsync(other with { Epoch = other.Epoch - 1 }, ["product:5"]));
    }

    [Fact]
    public async Task Stamp_NoRelayIsHeardOf_IsNotGiven()
    {
        var node = await StartUnattachedAsync(options => options.StartAfter = cancellation => Task.Delay(Timeout.Infinite, cancellation));

        Assert.Null(await node.Cache.StampAsync(["product:4"], Long));
    }

    [Fact]
    public async Task OnCommitted_DescribedTable_IsToldRowByRowInTheOrderOfCommits()
    {
        var told = new ConcurrentQueue<CommittedChange>();
        await StartAsync(options => Follow(options, told));

        await Database.ExecuteAsync("update products set price = 1 where id = 4", Cancellation);
        await Database.ExecuteAsync("insert into products values (50, 'c1', 2, null)", Cancellation);
        await Database.ExecuteAsync("delete from products where id = 50", Cancellation);

        await Eventually.TrueAsync(() => ValueTask.FromResult(told.Count >= 3), "three changes are told");
        Assert.Equal(["Update 4 1", "Insert 50 2", "Delete 50 2"], told.Select(change => change.Description));
        Assert.Equal(told.Select(change => change.Position).Order(), told.Select(change => change.Position));
        Assert.All(told, change => Assert.Equal("public.products", change.Table));
    }

    [Fact]
    public async Task OnCommitted_ManyRowsAtOnce_IsToldOnce()
    {
        var told = new ConcurrentQueue<CommittedChange>();
        await StartAsync(options => Follow(options, told));

        await Database.ExecuteAsync("insert into products select n, 'bulk', 1, '' from generate_series(100, 5100) n", Cancellation);

        await Eventually.TrueAsync(() => ValueTask.FromResult(!told.IsEmpty), "the change is told");
        Assert.Null(Assert.Single(told).Description);
    }

    [Fact]
    public async Task OnCommitted_Fails_IsAskedAgain()
    {
        var calls = 0;
        var told = new ConcurrentQueue<CommittedChange>();
        await StartAsync(options =>
        {
            Follow(options, told);
            var follow = options.OnCommitted!;
            options.OnCommitted = (changes, cancellation) => Interlocked.Increment(ref calls) <= 2 ? throw new IOException("not yet") : follow(changes, cancellation);
        });

        await Database.ExecuteAsync("update products set price = 1 where id = 4", Cancellation);

        await Eventually.TrueAsync(() => ValueTask.FromResult(!told.IsEmpty), "the change is told at last");
    }

    private static void Follow(PostgresInvalidationOptions options, ConcurrentQueue<CommittedChange> told)
    {
        options.Describe("products", row => $"{row.Change} {row["id"]} {row["price"]}");
        options.OnCommitted = (changes, _) =>
        {
            foreach (var change in changes)
                told.Enqueue(change);
            return default;
        };
    }

    private async Task<CommitWatch> UpdateAsync(CacheNode node, string sql)
    {
        await using var connection = await Database.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var update = new NpgsqlCommand(sql, connection);
        await update.ExecuteNonQueryAsync(Cancellation);
        var watch = await CommitWatch.BeginAsync(node.Cache, connection, Cancellation);
        await transaction.CommitAsync(Cancellation);
        return watch;
    }
}
