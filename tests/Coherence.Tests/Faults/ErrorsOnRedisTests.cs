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

    // Managed Redis often withholds what is dangerous, INFO with it.
    [Fact]
    public async Task Redis_UserMayDoNothingDangerous_SharesEntriesAndSaysWhatIsNotSeen()
    {
        await SetUserAsync("~{cache}:* ~cache:* &{cache}:events* +@all -@dangerous");
        var (one, two) = (await AddToldNodeAsync(AsUser), await AddToldNodeAsync(AsUser));

        await UntilSharedAsync(one.Cache, two.Cache);
        await ReadAsync(two.Cache, "a:key", "old");
        await one.Cache.RemoveAsync("a:key", Cancellation);

        await Eventually.TrueAsync(async () => await ReadAsync(two.Cache, "a:key", "new") == "new", "the removal reaches the other node");
        Assert.Contains("+info", Assert.Single(one.WarningsOf("which run of it")), StringComparison.Ordinal);
        Assert.Empty(one.WarningsOf("refuses"));
    }

    [Fact]
    public async Task Redis_NodesWithAndWithoutInfo_KeepTheEpoch()
    {
        await SetUserAsync("~{cache}:* ~cache:* &{cache}:events* +@all -@dangerous");
        var (one, two) = (await AddNodeAsync(), await AddToldNodeAsync(AsUser));
        await UntilSharedAsync(one, two.Cache);
        var before = ((CoherentHybridCache)one).Heard.Epoch;

        foreach (var node in (HybridCache[])[one, two.Cache, one, two.Cache])
            Assert.True(await ((CoherentHybridCache)node).Core.Link.SyncAsync());

        Assert.Equal(before, ((CoherentHybridCache)one).Heard.Epoch);
        Assert.Equal(before, ((CoherentHybridCache)two.Cache).Heard.Epoch);
    }

    [Fact]
    public async Task Redis_UserHasTheRightsOfTheDocumentation_NothingIsRefused()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "coherence-readme.md"), Cancellation);
        var rights = System.Text.RegularExpressions.Regex.Match(readme, "^ACL SETUSER app on >secret (.*)$", System.Text.RegularExpressions.RegexOptions.Multiline).Groups[1].Value;
        await SetUserAsync(rights.Trim());
        var (one, two) = (await AddToldNodeAsync(AsUser), await AddToldNodeAsync(AsUser));

        await UntilSharedAsync(one.Cache, two.Cache);
        await one.Cache.SetAsync("a:key", "set", cancellationToken: Cancellation);
        await one.Cache.RemoveByTagAsync("tag", Cancellation);
        await Eventually.TrueAsync(async () => await ReadAsync(two.Cache, "a:key", "of the source") == "set", "the other node has the value");

        Assert.DoesNotContain(one.Lines.Concat(two.Lines), line => line.Contains("NOPERM", StringComparison.Ordinal) || line.Contains("+info", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("+@all -publish", "+publish")]
    [InlineData("+@all -zadd", "+zadd")]
    [InlineData("+@all -mget", "+mget")]
    [InlineData("resetkeys ~other:* +@all", "~<domain>:*")]
    [InlineData("resetchannels &other +@all", "&{<domain>}:events*")]
    public async Task Redis_UserLacksARight_OneLineNamesIt(string rights, string remedy)
    {
        await SetUserAsync($"~* &* {rights}");
        var node = await ToldNode.AddAsync(Fleet, AsUser, RedisTimeout, options => options.InvalidationTimeout = TimeSpan.FromMilliseconds(1));

        Assert.Equal("value", await ReadAsync(node.Cache, "a:key", "value"));

        await Eventually.TrueAsync(async () =>
        {
            await ReadAsync(node.Cache, $"a:{Guid.NewGuid():N}", "value");
            await node.Cache.RemoveAsync("a:key", Cancellation);
            return node.WarningsOf(remedy).Length > 0;
        }, "the log names the right");
        Assert.Contains("ACL SETUSER", Assert.Single(node.WarningsOf(remedy)), StringComparison.Ordinal);
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

    private string AsUser => $"127.0.0.1:{Server.Port},user=app,password=secret";

    private async Task SetUserAsync(string rights)
    {
        await using var admin = await AdminAsync();
        await admin.GetServers()[0].ExecuteAsync("ACL", [.. $"SETUSER app on >secret {rights}".Split(' ')]);
    }

    private async Task ConfigureAsync(string setting, string value)
    {
        await using var admin = await AdminAsync();
        await admin.GetServers()[0].ConfigSetAsync(setting, value);
    }
}
