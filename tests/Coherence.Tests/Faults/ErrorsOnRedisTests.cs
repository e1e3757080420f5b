using AspireCache.TestSupport;
using AspireCache.TestSupport.Redis;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>What only redis-server can be made to answer.</summary>
public sealed class ErrorsOnRedisTests : RedisErrorContract
{
    private const int Reads = 100;

    [Fact]
    public async Task Redis_IsFull_ReadersAreServedAndOneLineSaysSo()
    {
        var (node, other) = (await AddToldNodeAsync(), await AddNodeAsync());
        await UntilSharedAsync(node.Cache, other);
        await ReadAsync(node.Cache, "a:key", "old");
        await ReadAsync(other, "a:key", "old");
        await ConfigureAsync("maxmemory", "1");

        for (var i = 0; i < Reads; i++)
            Assert.Equal("value", await ReadAsync(node.Cache, $"b:{i}", "value"));
        for (var i = 0; i < Reads; i++)
            await node.Cache.RemoveAsync("a:key", Cancellation);
        Assert.Equal("new", await ReadAsync(node.Cache, "a:key", "new"));

        Assert.Contains("maxmemory", Assert.Single(node.WarningsOf("OOM")), StringComparison.Ordinal);
        Assert.Single(node.WarningsOf("could not be told"));
        await ConfigureAsync("maxmemory", "0");
        await UntilSharedAsync(node.Cache, other);
        Assert.Equal("new", await ReadAsync(other, "a:key", "new"));
    }

    [Fact]
    public async Task Redis_BecomesAReplica_ReadersAreServedAndItIsUsedAgainAfterwards()
    {
        var (one, two) = (await AddNodeAsync(), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(one, "a:key", "old");
        await using var admin = await AdminAsync();

        await admin.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        Assert.Equal("value", await ReadAsync(one, "b:key", "value"));
        await one.RemoveAsync("a:key", Cancellation);
        Assert.Equal("new", await ReadAsync(one, "a:key", "new"));

        await admin.GetServers()[0].ExecuteAsync("REPLICAOF", "NO", "ONE");
        await UntilSharedAsync(one, two);
        Assert.Equal("new", await ReadAsync(two, "a:key", "new"));
    }

    [Fact]
    public async Task Redis_PrimaryIsGone_TheReplicaIsNotBelieved()
    {
        var way = StartProxy();
        var replica = await StartServerAsync();
        await using var admin = await AdminAsync();
        await using var behind = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{replica.Port},allowAdmin=true");
        await behind.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", $"{Server.Port}");
        var node = await AddToldNodeAsync($"{way.Endpoint},127.0.0.1:{replica.Port}");
        var beyondMemory = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache };
        // Where Redis was too slow for the node it has not stored it, and tries again.
        await Eventually.TrueAsync(
            async () =>
            {
                await node.Cache.GetOrCreateAsync("a:key", _ => ValueTask.FromResult("old"), beyondMemory, cancellationToken: Cancellation);
                return await behind.GetDatabase().KeyExistsAsync($"{Domain}:v:a:key");
            },
            "the replica has the entry");

        await way.RefuseAsync();

        Assert.Equal("new", await node.Cache.GetOrCreateAsync("a:key", _ => ValueTask.FromResult("new"), beyondMemory, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Redis_WantsAPassword_ReadersAreServedAndOneLineSaysSo()
    {
        await ConfigureAsync("requirepass", "secret");
        var node = await AddToldNodeAsync();

        for (var i = 0; i < Reads; i++)
            Assert.Equal("value", await ReadAsync(node.Cache, $"a:{i}", "value"));

        await Eventually.TrueAsync(() => ValueTask.FromResult(node.WarningsOf("password").Length > 0), "the log says why");
        Assert.Single(node.WarningsOf("password"));
    }

    [Fact]
    public async Task Redis_EvictsWhatItLikes_NothingOldIsServed()
    {
        const int values = 40;
        var (one, two) = (await AddNodeAsync(), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ConfigureAsync("maxmemory-policy", "allkeys-random");
        await ConfigureAsync("maxmemory", "3mb");
        var filler = new string('x', 100_000);

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < values; i++)
            {
                var expected = $"{round}{filler}";
                Assert.Equal(expected, await ReadAsync(one, $"a:{i}", expected));
                await two.GetOrCreateAsync($"b:{i}", _ => ValueTask.FromResult(filler), cancellationToken: Cancellation);
                await one.RemoveAsync($"a:{i}", Cancellation);
            }
        }
    }

    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartRedisAsync(cancellationToken);

    private async Task ConfigureAsync(string setting, string value)
    {
        await using var admin = await AdminAsync();
        await admin.GetServers()[0].ConfigSetAsync(setting, value);
    }
}
