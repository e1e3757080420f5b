using System.Collections.Concurrent;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class RelayTests(TestServers servers) : RelayTest(servers)
{
    private const int RowNotMapped = 4108;

    [Fact]
    public async Task Commit_ByAnyConnection_IsSeenOnEveryNode()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        Assert.Equal(100, await one.PriceAsync(4, "c1", Cancellation));
        Assert.Equal(100, await two.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync("update products set price = 200 where id = 4", Cancellation);

        await ShowsAsync(one, 4, "c1", 200);
        await ShowsAsync(two, 4, "c1", 200);
    }

    [Fact]
    public async Task Update_MovesARow_InvalidatesWhatItWasAndWhatItIs()
    {
        var node = await StartAsync();
        await CategoryAsync(node, "c1");
        await CategoryAsync(node, "c2");

        await Database.ExecuteAsync("update products set category = 'c2' where id = 4", Cancellation);

        await Eventually.TrueAsync(async () => await CategoryAsync(node, "c1") == 3, "the old category has lost the product");
        await Eventually.TrueAsync(async () => await CategoryAsync(node, "c2") == 4, "the new category has it");
    }

    [Fact]
    public async Task Delete_Row_IsGone()
    {
        var node = await StartAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync("delete from products where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", -1);
    }

    [Fact]
    public async Task Truncate_Table_InvalidatesAllOfIt()
    {
        var node = await StartAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync("truncate products", Cancellation);

        await ShowsAsync(node, 4, "c1", -1);
    }

    [Fact]
    public async Task Rollback_Change_InvalidatesNothing()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);
        await using (var connection = await Database.OpenAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var update = new NpgsqlCommand("update products set price = 300 where id = 4", connection);
            await update.ExecuteNonQueryAsync(Cancellation);
            await connection.InvalidateAsync(Domain, ["product:4"], Cancellation);
            await transaction.RollbackAsync(Cancellation);
        }

        await RelayedAsync(node);
        var before = node.FactoryCalls;

        await node.PriceAsync(4, "c1", Cancellation);
        Assert.Equal(before, node.FactoryCalls);
    }

    [Fact]
    public async Task InvalidateAsync_InATransaction_TakesEffectWhenItCommits()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);
        await using var connection = await Database.OpenAsync(Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await connection.InvalidateAsync(Domain, ["product:4"], Cancellation);
            await RelayedAsync(node);
            var before = node.FactoryCalls;
            await node.PriceAsync(4, "c1", Cancellation);
            Assert.Equal(before, node.FactoryCalls);
            await transaction.CommitAsync(Cancellation);
        }

        var calls = node.FactoryCalls;
        await Eventually.TrueAsync(
            async () =>
            {
                await node.PriceAsync(4, "c1", Cancellation);
                return node.FactoryCalls > calls;
            },
            "the entry is made anew");
    }

    [Fact]
    public async Task BulkLoad_OfManyRows_IsOneEventForTheTable()
    {
        var told = new ConcurrentQueue<IReadOnlyCollection<string>>();
        var node = await StartAsync(options => options.OnInvalidated = (tags, _) =>
        {
            told.Enqueue(tags);
            return default;
        });
        await node.PriceAsync(4, "c1", Cancellation);

        await Database.ExecuteAsync("update products set price = 400; insert into products select n, 'bulk', 1, repeat('x', 500) from generate_series(100, 20100) n", Cancellation);

        await ShowsAsync(node, 4, "c1", 400);
        var bulk = Assert.Single(told, tags => tags.Contains("products"));
        Assert.InRange(bulk.Count, 1, 250);
    }

    [Fact]
    public async Task Update_LeavesALongValueAlone_KeepsItsTags()
    {
        await Database.ExecuteAsync("alter table products alter description set storage external; update products set description = repeat('long', 5000) where id = 4", Cancellation);
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        await Database.ExecuteAsync("update products set price = 500 where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", 500);
        Assert.DoesNotContain(node.Logs.GetSnapshot(), entry => entry.Id.Id == RowNotMapped);
    }

    [Fact]
    public async Task Map_Throws_InvalidatesTheWholeTable()
    {
        await Database.ExecuteAsync("create table other (id bigint primary key)", Cancellation);
        var node = await StartAsync(options => options.Map("other", row => [row["no such column"]!], ["products"], keyOnly: true));
        await node.PriceAsync(4, "c1", Cancellation);
        var before = node.FactoryCalls;

        await Database.ExecuteAsync("insert into other values (1)", Cancellation);

        await Eventually.TrueAsync(
            async () =>
            {
                await node.PriceAsync(4, "c1", Cancellation);
                return node.FactoryCalls > before;
            },
            "everything made of the table is made anew");
        Assert.Contains(node.Logs.GetSnapshot(), entry => entry.Id.Id == RowNotMapped);
    }

    /// <summary>Waits until everything that has committed by now has been relayed: a commit of its own has.</summary>
    private async Task RelayedAsync(CacheNode node)
    {
        Assert.Equal(-1, await node.PriceAsync(-1, "probe", Cancellation));
        await Database.ExecuteAsync("insert into products values (-1, 'probe', 1, '')", Cancellation);
        await ShowsAsync(node, -1, "probe", 1);
    }

    private async ValueTask<long> CategoryAsync(CacheNode node, string category) =>
        await node.Cache.GetOrCreateAsync(
            $"category:{category}",
            async cancellation => await Database.QueryAsync<long>($"select count(*) from products where category = '{category}'", cancellation),
            tags: [$"category:{category}", "products"],
            cancellationToken: Cancellation);
}
