using System.Collections.Concurrent;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>What a commit does to every node, wherever the relay learns of it.</summary>
public abstract class RelayContract(TestServers servers) : RelayTest(servers)
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

    [Fact]
    public async Task AlterTable_RewritesRows_IsSeen()
    {
        var node = await StartAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync("alter table products alter column price type integer using price * 2", Cancellation);

        await ShowsAsync(node, 4, "c1", 200);
        await node.AttachedAsync(Cancellation);
        await Database.ExecuteAsync("update products set price = 201 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 201);
    }

    [Fact]
    public async Task AnotherTable_TakesTheNameOfAMappedOne_IsFollowed()
    {
        var node = await StartAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync(
            """
            create table fresh (like products including all);
            alter table fresh replica identity full;
            insert into fresh select id, category, 300, description from products;
            alter table products rename to old;
            alter table fresh rename to products
            """,
            Cancellation);

        await ShowsAsync(node, 4, "c1", 300);
        await node.AttachedAsync(Cancellation);
        await Database.ExecuteAsync("update products set price = 301 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 301);
    }

    [Fact]
    public async Task AlterTable_WhileNobodyRelays_IsSeenByTheNextRelay()
    {
        var first = await StartAsync();
        Assert.Equal(100, await first.PriceAsync(4, "c1", Cancellation));
        await first.StopAsync();

        await Database.ExecuteAsync("alter table products alter column price type integer using price * 3", Cancellation);

        var second = await StartAsync();
        await ShowsAsync(second, 4, "c1", 300);
    }

    [Fact]
    public async Task Partitions_WrittenDetachedAndAttached_AreFollowed()
    {
        await Database.ExecuteAsync(
            """
            create table items (id bigint not null, price integer not null, primary key (id)) partition by range (id);
            create table items_1 partition of items for values from (0) to (100);
            create table items_2 partition of items for values from (100) to (200);
            insert into items values (1, 10), (101, 20)
            """,
            Cancellation);
        var node = await StartAsync(options => options.Map("items", row => [$"item:{row["id"]}"], ["items"], keyOnly: true));
        Assert.Equal(10, await ItemAsync(node, 1));
        Assert.Equal(20, await ItemAsync(node, 101));

        await Database.ExecuteAsync("update items set price = 11 where id = 1; update items_2 set price = 21 where id = 101", Cancellation);
        await Eventually.TrueAsync(async () => await ItemAsync(node, 1) == 11, "a write to the whole is seen");
        await Eventually.TrueAsync(async () => await ItemAsync(node, 101) == 21, "a write to a part is seen");

        await Database.ExecuteAsync("alter table items detach partition items_2", Cancellation);
        await Eventually.TrueAsync(async () => await ItemAsync(node, 101) == -1, "the rows of a part that is gone are gone");

        await Database.ExecuteAsync("update items_2 set price = 22; alter table items attach partition items_2 for values from (100) to (200)", Cancellation);
        await Eventually.TrueAsync(async () => await ItemAsync(node, 101) == 22, "the rows of a part that has come are there");
        await node.AttachedAsync(Cancellation);
        await Database.ExecuteAsync("update items_2 set price = 23", Cancellation);
        await Eventually.TrueAsync(async () => await ItemAsync(node, 101) == 23, "and are followed");
    }

    [Fact]
    public async Task ReplicatedSession_WritesRows_IsSeen()
    {
        var node = await StartAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync("set session_replication_role = replica; update products set price = 200 where id = 4; reset session_replication_role", Cancellation);

        await ShowsAsync(node, 4, "c1", 200);
    }

    private async ValueTask<int> ItemAsync(CacheNode node, long id) =>
        await node.Cache.GetOrCreateAsync(
            $"item:{id}",
            async cancellation => await Database.QueryAsync<int?>($"select price from items where id = {id}", cancellation) ?? -1,
            tags: [$"item:{id}", "items"],
            cancellationToken: Cancellation);

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
