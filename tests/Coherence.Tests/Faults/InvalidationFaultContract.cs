using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>What who invalidates may rely on while the way of his node to Redis fails, and the others' does not.</summary>
public abstract class InvalidationFaultContract : FaultContract
{
    private const int Many = 20_000;

    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    /// <summary>Faults in which nothing that is asked arrives.</summary>
    public static TheoryData<RedisFault> Cuts => [RedisFault.Refuses, RedisFault.Hangs, RedisFault.Loses, RedisFault.Resets];

    [Fact]
    public async Task Remove_RedisIsSlowerThanAReadWaits_HoldsEverywhereWhenItReturns()
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Never), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:key", "old");

        way.Slow(RedisTimeout * 4, Flow.Requests);
        await one.RemoveAsync("a:key", Cancellation);

        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new"));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Invalidate_RedisComesBackInTime_IsApplied(RedisFault fault)
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Never), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:key", "old");

        await way.FailAsync(fault);
        var invalidating = Of(one).InvalidateAsync(["a:key"], Cancellation);
        await IsOwedAsync(one);
        Assert.Equal("new", await ReadAsync(one, "a:key", "new"));
        Assert.False(invalidating.IsCompleted);
        way.Pass();

        Assert.Equal(InvalidationOutcome.Applied, await invalidating);
        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new"));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Invalidate_RedisDoesNotComeBack_IsOwedAndToldLater(RedisFault fault)
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Soon), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await TagAsync(two, "old");

        await way.FailAsync(fault);
        Assert.Equal(InvalidationOutcome.Owed, await Of(one).InvalidateByTagAsync(["tag"], Cancellation));
        way.Pass();

        await Eventually.TrueAsync(async () => await TagAsync(two, "new") == "new", "it reaches the other node");
    }

    [Fact]
    public async Task Remove_IsOwed_ThrowsWhereThatIsWanted()
    {
        var way = StartProxy();
        var node = await AddNodeAsync(way, options => (options.InvalidationTimeout, options.ThrowOnOwedInvalidation) = (Soon, true));
        await node.RemoveAsync("a:key", Cancellation);
        await way.RefuseAsync();

        await Assert.ThrowsAsync<InvalidationOwedException>(async () => await node.RemoveAsync("a:key", Cancellation));
        await Assert.ThrowsAsync<InvalidationOwedException>(async () => await node.RemoveByTagAsync("tag", Cancellation));
        await Assert.ThrowsAsync<InvalidationOwedException>(async () => await node.SetAsync("a:key", "value", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Remove_CallerGivesUp_IsToldAllTheSame()
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Never), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:key", "old");
        using var impatience = new CancellationTokenSource();

        await way.RefuseAsync();
        var removing = one.RemoveAsync("a:key", impatience.Token).AsTask();
        await IsOwedAsync(one);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removing);
        way.Pass();

        await Eventually.TrueAsync(async () => await ReadAsync(two, "a:key", "new") == "new", "it reaches the other node");
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Dispose_InvalidationsAreOwed_TellsThemFirst(RedisFault fault)
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Never), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:key", "old");

        await way.FailAsync(fault);
        var removing = one.RemoveAsync("a:key", Cancellation);
        await IsOwedAsync(one);
        var disposing = Of(one).DisposeAsync();
        way.Pass();

        await disposing;
        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new"));
        await removing;
    }

    [Fact]
    public async Task Dispose_WithoutWaiting_TellsThemFirst()
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Never), await AddNodeAsync());
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:key", "old");

        await way.RefuseAsync();
        var removing = one.RemoveAsync("a:key", Cancellation);
        await IsOwedAsync(one);
        var disposing = Task.Run(Of(one).Dispose, Cancellation);
        way.Pass();

        await disposing;
        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new"));
        await removing;
    }

    [Fact]
    public async Task Stop_RedisDoesNotComeBack_EndsAndSaysWhatIsLost()
    {
        var way = StartProxy();
        var node = await ToldNode.AddAsync(Fleet, way.Endpoint, RedisTimeout, options => options.InvalidationTimeout = Soon);
        await ReadAsync(node.Cache, "a:key", "old");

        way.Hang();
        await node.Cache.RemoveAsync("a:key", Cancellation);
        await Of(node.Cache).StopAsync(Cancellation);
        await Of(node.Cache).DisposeAsync();

        Assert.Contains("1 tags", Assert.Single(node.WarningsOf("The cache ends")), StringComparison.Ordinal);
        Assert.Single(node.WarningsOf("could not be told of an invalidation"));
        // Nobody would tell it any more, so nobody waits.
        Assert.Equal(InvalidationOutcome.Owed, await Of(node.Cache).InvalidateAsync(["a:key"], Cancellation));
    }

    [Fact]
    public async Task Remove_ManyKeys_LeavesAllOthersAsTheyAre()
    {
        var (one, two) = (await AddNodeAsync(options => options.InvalidationTimeout = Never), await AddNodeAsync(options => options.DetachedAfter = Never));
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:1", "old");
        await ReadAsync(two, $"a:{Many}", "old");
        await ReadAsync(two, "a:other", "old");

        await one.RemoveAsync(Enumerable.Range(1, Many).Select(i => $"a:{i}"), Cancellation);

        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new", "a:1"));
        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new", $"a:{Many}"));
        Assert.Equal("old", await ReadAsync(two, "a:other", "new"));
    }

    [Fact]
    public async Task Remove_ManyKeysWhileRedisIsAway_LeavesAllOthersAsTheyAre()
    {
        var way = StartProxy();
        var (one, two) = (await AddNodeAsync(way, options => options.InvalidationTimeout = Never), await AddNodeAsync(options => options.DetachedAfter = Never));
        await UntilSharedAsync(one, two);
        await ReadAsync(two, "a:1", "old");
        await ReadAsync(two, "a:other", "old");

        await way.RefuseAsync();
        var invalidating = Of(one).InvalidateAsync(Enumerable.Range(1, Many).Select(i => $"a:{i}"), Cancellation);
        await IsOwedAsync(one);
        way.Pass();

        Assert.Equal(InvalidationOutcome.Applied, await invalidating);
        Assert.Equal("new", await ReadBeyondMemoryAsync(two, "new", "a:1"));
        Assert.Equal("old", await ReadAsync(two, "a:other", "new"));
    }

    private static CoherentHybridCache Of(HybridCache node) => (CoherentHybridCache)node;

    private static Task IsOwedAsync(HybridCache node) =>
        Eventually.TrueAsync(() => ValueTask.FromResult(!Of(node).Core.Link.Owed.IsEmpty), "the first try has failed");

    // What Redis says, whatever the node has heard.
    private static ValueTask<string> ReadBeyondMemoryAsync(HybridCache node, string source, string key = "a:key") =>
        node.GetOrCreateAsync(key, _ => ValueTask.FromResult(source), new() { Flags = HybridCacheEntryFlags.DisableLocalCache }, cancellationToken: Cancellation);

    private static ValueTask<string> TagAsync(HybridCache node, string source) =>
        node.GetOrCreateAsync("a:tagged", _ => ValueTask.FromResult(source), tags: ["tag"], cancellationToken: Cancellation);
}
