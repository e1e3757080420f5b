using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>Redis answers, and the answer is no: readers are served, the log says why, once, and nothing has to be restarted afterwards.</summary>
public abstract class RedisErrorContract : FaultContract
{
    private protected const string Domain = "cache";

    [Fact]
    public async Task Scripts_AreFlushed_AreSentAgain()
    {
        // A slow answer would be a warning too.
        var node = await AddToldNodeAsync(limit: TimeSpan.FromSeconds(5));
        await ReadAsync(node.Cache, "a:key", "old");
        await using var admin = await AdminAsync();
        await admin.GetServers()[0].ScriptFlushAsync();

        await node.Cache.RemoveAsync("a:key", Cancellation);
        await ReadAsync(node.Cache, "a:key", "new");
        await node.Cache.FillsEndAsync();

        Assert.True(await admin.GetDatabase().KeyExistsAsync($"{Domain}:v:a:key"));
        Assert.Empty(node.Warnings);
    }

    [Theory]
    [InlineData("cache:v:a:key")]
    [InlineData("{cache}:fence:k:a:key")]
    [InlineData("{cache}:clock")]
    [InlineData("{cache}:log")]
    public async Task AKey_HoldsAValueOfAnotherKind_IsWrittenOver(string key)
    {
        var (one, two) = (await AddNodeAsync(), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await using var admin = await AdminAsync();
        // In one step: a heartbeat between the two would put the cache's own there again.
        var taking = admin.GetDatabase().CreateTransaction();
        _ = taking.KeyDeleteAsync(key);
        _ = taking.ListLeftPushAsync(key, "of somebody else");
        Assert.True(await taking.ExecuteAsync());

        Assert.Equal("old", await ReadAsync(one, "a:key", "old"));
        await one.RemoveAsync("a:key", Cancellation);
        Assert.Equal("new", await ReadAsync(one, "a:key", "new"));

        await UntilSharedAsync(one, two);
        await Eventually.TrueAsync(async () => await ReadAsync(two, "a:key", "new") == "new", "the other node hears of the removal");
        Assert.NotEqual(RedisType.List, await admin.GetDatabase().KeyTypeAsync(key));
    }

    // Few tries in a second, where nothing but the heartbeat makes them.
    [Fact]
    public async Task Redis_IsNeverReached_OneLineSaysWhereAndWhy()
    {
        var node = await AddToldNodeAsync("127.0.0.1:1");

        for (var i = 0; i < 10; i++)
            Assert.Equal("value", await ReadAsync(node.Cache, $"a:{i}", "value"));
        await UntilTriedAsync(node, 20);

        var line = Assert.Single(node.WarningsOf("cannot be used"));
        Assert.Contains("127.0.0.1:1", line, StringComparison.Ordinal);
        // A busy machine may not have been refused yet.
        Assert.Matches("UnableToConnect|there is no connection", line);
    }

    [Fact]
    public async Task Redis_GoesAndComesBack_OneLineForEachHoweverOftenItWasTried()
    {
        var way = StartProxy();
        var node = await ToldNode.AddAsync(Fleet, way.Endpoint, RedisTimeout, options => options.InvalidationTimeout = TimeSpan.FromMilliseconds(300));
        await ReadAsync(node.Cache, "a:key", "old");

        await way.RefuseAsync();
        await node.Cache.RemoveByTagAsync("tag", Cancellation);
        await node.Cache.RemoveByTagAsync("tag", Cancellation);
        await UntilTriedAsync(node, 40);

        Assert.Contains(way.Endpoint, Assert.Single(node.WarningsOf("cannot be used")), StringComparison.Ordinal);
        Assert.Single(node.WarningsOf("could not be told of an invalidation"));
        way.Pass();
        await Eventually.TrueAsync(() => ValueTask.FromResult(node.Lines.Any(line => line.Contains("told of all invalidations", StringComparison.Ordinal))), "the log says that nothing is owed");
        await Eventually.TrueAsync(() => ValueTask.FromResult(node.Lines.Any(line => line.Contains("answers again", StringComparison.Ordinal))), "the log says that Redis is back");
    }

    private static Task UntilTriedAsync(ToldNode node, int times) =>
        Eventually.TrueAsync(
            () => ValueTask.FromResult(node.Lines.Count(line => line.Contains("A request to Redis failed", StringComparison.Ordinal)) >= times), "Redis is tried again and again");

    private protected async Task<ToldNode> AddToldNodeAsync(string? connection = null, TimeSpan? limit = null) =>
        await ToldNode.AddAsync(Fleet, connection ?? $"127.0.0.1:{Server.Port}", limit ?? RedisTimeout);

    private protected async Task<ConnectionMultiplexer> AdminAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Server.Port},allowAdmin=true");
}
