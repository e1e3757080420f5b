using AspireCache.TestSupport;
using AspireCache.TestSupport.Postgres;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class ReplicaReadsTests(TestServers servers) : RelayTest(servers)
{
    [Fact]
    public async Task Read_FromAStandbyThatIsBehind_IsReturnedAndNotKept()
    {
        var node = await StartAsync();
        await using var standby = await Standby.StartAsync(Database.ConnectionString, cancellationToken: Cancellation);
        await CaughtUpAsync(node, standby, 5, "c2", price: 100);
        await standby.HoldAsync(Cancellation);
        await Database.ExecuteAsync("update products set price = 120 where id = 5", Cancellation);
        await ShowsAsync(node, 5, "c2", 120);
        await node.Cache.RemoveAsync("product:5", Cancellation);

        for (var i = 0; i < 3; i++)
            Assert.Equal((100, true), await ReadAsync(node, standby, 5, "c2"));

        await standby.GoOnAsync(Cancellation);
        await CaughtUpAsync(node, standby, 5, "c2", price: 120);
    }

    [Fact]
    public async Task Read_FromThePrimary_IsNeverBehind()
    {
        var node = await StartAsync();
        var calls = 0;

        for (var i = 0; i < 3; i++)
            await node.Cache.GetOrCreateAsync(
                "product:6",
                async cancellation =>
                {
                    calls++;
                    await using var connection = await Database.OpenAsync(cancellation);
                    await connection.ReadsFromReplicaAsync(cancellation);
                    return await PriceAsync(connection, 6, cancellation);
                },
                cancellationToken: Cancellation);

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task ReadsFromReplica_OutsideAFactory_DoesNothing()
    {
        await using var connection = await Database.OpenAsync(Cancellation);

        await connection.ReadsFromReplicaAsync(Cancellation);
    }

    // Reads through the standby are kept again: it has come as far as what was invalidated.
    private static Task CaughtUpAsync(CacheNode node, Standby standby, long id, string category, int price) =>
        Eventually.TrueAsync(
            async () =>
            {
                await node.Cache.RemoveAsync($"product:{id}", Cancellation);
                await ReadAsync(node, standby, id, category);
                return await ReadAsync(node, standby, id, category) == (price, false);
            },
            $"what the standby shows is kept, and product {id} costs {price}");

    private static async Task<(int Price, bool IsRead)> ReadAsync(CacheNode node, Standby standby, long id, string category)
    {
        var isRead = false;
        var price = await node.Cache.GetOrCreateAsync(
            $"product:{id}",
            async cancellation =>
            {
                isRead = true;
                await using var connection = await standby.OpenAsync(cancellation);
                await connection.ReadsFromReplicaAsync(cancellation);
                return await PriceAsync(connection, id, cancellation);
            },
            tags: [$"product:{id}", $"category:{category}", "products"],
            cancellationToken: Cancellation);
        return (price, isRead);
    }

    private static async ValueTask<int> PriceAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select price from products where id = {id}", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
