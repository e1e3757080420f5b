using System.Collections.Concurrent;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>Transactions that do not fit into the server's memory come while they are in progress, mixed with others.</summary>
public sealed class LargeTransactionTests(TestServers servers) : RelayTest(servers)
{
    private const string Much = "insert into heap select n, repeat('x', 500) from generate_series(1, 2000) n";

    private readonly ConcurrentQueue<CommittedChange> _told = new();

    [Fact]
    public async Task Transaction_InProgress_IsReadWhileOthersCommit_AndHeardAtItsCommit()
    {
        var node = await FollowAsync();
        await using var large = await BeginAsync($"update products set price = 200 where id = 4; {Much}");
        await StreamedAsync();

        await Eventually.TrueAsync(
            async () => await Database.QueryAsync<long>($"select stream_txns from pg_stat_replication_slots where slot_name = 'coherence_{Domain}'", Cancellation) > 0,
            "the server sends what has not committed");

        // Commits of others pass it, and proofs do.
        Assert.Equal(100, await node.PriceAsync(5, "c2", Cancellation));
        await Database.ExecuteAsync("update products set price = 300 where id = 5", Cancellation);
        await ShowsAsync(node, 5, "c2", 300);
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        Assert.DoesNotContain(_told, change => change.Description == "4 200");

        await large.Connection.InvalidateAsync(Domain, ["product:6"], Cancellation);
        await large.ExecuteAsync(Much);
        Assert.Equal(1, await node.Cache.GetOrCreateAsync("product:6", static _ => ValueTask.FromResult(1), tags: ["product:6"], cancellationToken: Cancellation));
        using var watch = await CommitWatch.BeginAsync(node.Cache, large.Connection, Cancellation);
        await large.CommitAsync();

        Assert.True(await watch.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(200, await node.PriceAsync(4, "c1", Cancellation));
        Assert.Equal(2, await node.Cache.GetOrCreateAsync("product:6", static _ => ValueTask.FromResult(2), tags: ["product:6"], cancellationToken: Cancellation));
        await Eventually.TrueAsync(() => ValueTask.FromResult(_told.Any(change => change.Description == "4 200")), "the change is reported");
    }

    [Fact]
    public async Task Transaction_RolledBackAfterItWasRead_InvalidatesNothing()
    {
        var node = await FollowAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        await using (var large = await BeginAsync($"update products set price = 200 where id = 4; {Much}"))
        {
            await StreamedAsync();
            await large.RollbackAsync();
        }

        await RelayedAsync();

        Assert.DoesNotContain(_told, change => change.Description == "4 200");
    }

    [Fact]
    public async Task PartOfATransaction_RolledBackAfterItWasRead_IsNotTold()
    {
        await FollowAsync();
        await using var large = await BeginAsync($"savepoint part; update products set price = 200 where id = 4; {Much}");
        await StreamedAsync();
        await large.ExecuteAsync("rollback to part; update products set price = 300 where id = 5");
        await large.CommitAsync();

        await Eventually.TrueAsync(() => ValueTask.FromResult(_told.Any(change => change.Description == "5 300")), "what was committed is reported");
        Assert.DoesNotContain(_told, change => change.Description == "4 200");
    }

    [Fact]
    public async Task TwoTransactions_ReadInTurns_AreKeptApart()
    {
        var node = await FollowAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        await using var one = await BeginAsync($"update products set price = 200 where id = 4; {Much}");
        await using var two = await BeginAsync($"update products set price = 300 where id = 5; {Much}");
        await StreamedAsync();
        await one.ExecuteAsync(Much);
        await two.ExecuteAsync(Much);

        await two.RollbackAsync();
        await one.CommitAsync();

        await ShowsAsync(node, 4, "c1", 200);
        await RelayedAsync();
        Assert.DoesNotContain(_told, change => change.Description == "5 300");
    }

    [Fact]
    public async Task Transaction_WithMoreRowsThanAreToldOneByOne_IsHeardAtItsCommitOnly()
    {
        var node = await FollowAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        await using var large = await BeginAsync("update products set price = 200 where id = 4; insert into products select n, 'bulk', 1, repeat('x', 500) from generate_series(100, 2100) n");
        await StreamedAsync();
        await RelayedAsync(50);
        Assert.DoesNotContain(_told, change => change.Description is null);

        await large.CommitAsync();

        await ShowsAsync(node, 4, "c1", 200);
        await Eventually.TrueAsync(() => ValueTask.FromResult(_told.Any(change => change.Description is null)), "the change of the whole table is reported");
    }

    private async Task<CacheNode> FollowAsync()
    {
        await Database.ExecuteAsync("create table heap (id int, filler text)", Cancellation);
        return await StartAsync(options =>
        {
            // As little as the server admits.
            options.ConnectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Options = "-c logical_decoding_work_mem=64kB" }.ConnectionString;
            options.Describe("products", row => $"{row["id"]} {row["price"]}");
            options.OnCommitted = (changes, _) =>
            {
                foreach (var change in changes)
                    _told.Enqueue(change);
                return default;
            };
        });
    }

    private async Task<OpenTransaction> BeginAsync(string statements)
    {
        var transaction = new OpenTransaction(await Database.OpenAsync(Cancellation), Cancellation);
        await transaction.ExecuteAsync("begin; " + statements);
        return transaction;
    }

    // A beat behind it has come back: what was written before has been read.
    private Task StreamedAsync() => RelayedAsync();

    private async Task RelayedAsync(int id = 60)
    {
        var price = Random.Shared.Next(1000, int.MaxValue);
        await Database.ExecuteAsync($"insert into products values ({id}, 'probe', {price}, '') on conflict (id) do update set price = excluded.price", Cancellation);
        await Eventually.TrueAsync(() => ValueTask.FromResult(_told.Any(change => change.Description == $"{id} {price}")), "a later commit is reported");
    }

    private sealed class OpenTransaction(NpgsqlConnection connection, CancellationToken cancellationToken) : IAsyncDisposable
    {
        public NpgsqlConnection Connection => connection;

        public async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public Task CommitAsync() => ExecuteAsync("commit");

        public Task RollbackAsync() => ExecuteAsync("rollback");

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
