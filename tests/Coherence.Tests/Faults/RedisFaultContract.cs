using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>Redis fails, in every way, and comes back: nothing fails with it, nothing old comes back with it.</summary>
public abstract class RedisFaultContract : FaultContract
{
    private const int FillsAtOnce = 3;
    private const int Callers = 20;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Read_RedisFails_IsServedFromTheSourceAndSharedAgainLater(RedisFault fault)
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way), await AddNodeAsync());
        await UntilSharedAsync(one, two);

        await way.FailAsync(fault);

        for (var i = 0; i < Callers; i++)
            Assert.Equal("from the source", await ReadAsync(one, $"a:{i}", "from the source"));
        way.Pass();
        await UntilSharedAsync(one, two);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Remove_RedisFails_HoldsHereAtOnceAndEverywhereLater(RedisFault fault)
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(one, "a:key", "old");
        await ReadAsync(two, "a:key", "old");

        await way.FailAsync(fault);
        await one.RemoveAsync("a:key", Cancellation);

        Assert.Equal("new", await ReadAsync(one, "a:key", "new"));
        way.Pass();
        await Eventually.TrueAsync(async () => await ReadAsync(two, "a:key", "new") == "new", "the other node hears of the removal");
        // Detached for a moment, it may have asked the source before Redis was told.
        await Eventually.TrueAsync(() => ValueTask.FromResult(((CoherentHybridCache)one).Core.Link.Owed.IsEmpty), "Redis is told");
        Assert.Equal("new", await ReadAsync(await AddNodeAsync(), "a:key", "new"));
    }

    [Fact]
    public async Task Remove_RedisCouldNotBeTold_DropsNothingElseWhenItIsTold()
    {
        var way = StartProxy();
        // Detached it would ask the source, whatever it has.
        var (one, two) = (await AddNodeAsync(way), await AddNodeAsync(options => options.DetachedAfter = TimeSpan.FromMinutes(1)));
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:key", "old");
        await ReadAsync(two, "a:other", "old");

        await way.RefuseAsync();
        await one.RemoveAsync("a:key", Cancellation);
        way.Pass();

        await Eventually.TrueAsync(async () => await ReadAsync(two, "a:key", "new") == "new", "the other node hears of the removal");
        Assert.Equal("old", await ReadAsync(two, "a:other", "new"));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task RemoveByTag_OnAnotherNodeWhileThisOneIsCutOff_IsNeverUndone(RedisFault fault)
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadTaggedAsync(one, "old");

        await way.FailAsync(fault);
        await two.RemoveByTagAsync("tag", Cancellation);

        // Cut off, it may be behind until it is detached; then it asks the source.
        await Eventually.TrueAsync(async () => await ReadTaggedAsync(one, "new") == "new", "the node notices that it is cut off");
        way.Pass();
        await UntilSharedAsync(one, two);
        Assert.Equal("new", await ReadTaggedAsync(one, "new"));
        Assert.Equal("new", await ReadTaggedAsync(two, "new"));
    }

    [Fact]
    public async Task Read_RedisIsCutOff_AvailableNamespacesServeWhatTheyHave()
    {
        var way = StartProxy();
        var node = await AddNodeAsync(way, options => options.Namespaces["menu"] = new NamespacePolicy { Mode = CoherenceMode.Available, FailSafeMaxDuration = TimeSpan.FromHours(1) });
        await ReadAsync(node, "menu:1", "what it has");
        await ReadAsync(node, "price:1", "what it has");

        await way.RefuseAsync();

        await Eventually.TrueAsync(async () => await ReadAsync(node, "price:1", "from the source") == "from the source", "a strict namespace asks the source");
        Assert.Equal("what it has", await ReadAsync(node, "menu:1", "from the source"));
    }

    [Fact]
    public async Task Read_RedisIsGone_OnlySoManyFactoriesRunAtOnce()
    {
        var way = StartProxy();
        var node = await AddNodeAsync(way, options => options.FillsWithoutRedis = FillsAtOnce);
        await way.RefuseAsync();
        var (running, most) = (0, 0);
        var release = new TaskCompletionSource();

        var reads = Enumerable.Range(0, Callers).Select(i => node.GetOrCreateAsync(
            $"a:{i}",
            async cancellation =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await release.Task.WaitAsync(cancellation);
                Interlocked.Decrement(ref running);
                return i;
            },
            cancellationToken: Cancellation).AsTask()).ToArray();
        await Eventually.TrueAsync(() => ValueTask.FromResult(Volatile.Read(ref running) == FillsAtOnce), "as many run as may");
        release.SetResult();

        Assert.Equal(Enumerable.Range(0, Callers), await Task.WhenAll(reads));
        Assert.Equal(FillsAtOnce, most);
    }

    [Fact]
    public async Task Redis_StartsAgainEmpty_NothingOldIsLeftInMemory()
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way), await AddNodeAsync(way));
        await UntilSharedAsync(one, two);
        await ReadAsync(one, "a:key", "old");
        await ReadAsync(two, "a:key", "old");

        way.Retarget((await StartServerAsync()).Port);
        await one.RemoveAsync("a:key", Cancellation);

        Assert.Equal("new", await ReadAsync(one, "a:key", "new"));
        await Eventually.TrueAsync(async () => await ReadAsync(two, "a:key", "new") == "new", "the other node hears of the removal");
        await UntilSharedAsync(one, two);
        Assert.Equal("new", await ReadAsync(two, "a:key", "new"));
    }

    [Fact]
    public async Task Redis_ComesBackOlder_NothingOldIsServed()
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way), await AddNodeAsync(way));
        await UntilSharedAsync(one, two);
        await ReadAsync(one, "a:key", "old");
        var older = await StartServerAsync();
        await RedisCopy.CopyAsync(Server.Port, older.Port);
        await one.RemoveAsync("a:key", Cancellation);
        await Eventually.TrueAsync(async () => await ReadAsync(two, "a:key", "new") == "new", "the other node hears of the removal");

        way.Retarget(older.Port);

        await UntilSharedAsync(one, two);
        foreach (var node in (HybridCache[])[one, two, await AddNodeAsync(way)])
            Assert.Equal("new", await ReadAsync(node, "a:key", "new"));
    }

    [Fact]
    public async Task Redis_IsEmptiedUnderItsClients_NothingOldIsServed()
    {
        var (one, two) = (await AddNodeAsync(), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(one, "a:key", "old");
        await RedisCopy.EmptyAsync(Server.Port);

        await one.RemoveAsync("a:key", Cancellation);

        Assert.Equal("new", await ReadAsync(one, "a:key", "new"));
        Assert.Equal("new", await ReadAsync(two, "a:key", "new"));
    }

    private static ValueTask<string> ReadTaggedAsync(HybridCache node, string source) =>
        node.GetOrCreateAsync("a:tagged", _ => ValueTask.FromResult(source), tags: ["tag"], cancellationToken: Cancellation);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
            seen = Interlocked.CompareExchange(ref most, value, seen);
    }
}
