using AspireCache.Coherence.Internal.Leases;
using AspireCache.TestSupport;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>Factories that read through the cache.</summary>
public sealed class NestedFillTests : IDisposable
{
    private const ulong Position = 1000;

    private readonly List<FillNode> _nodes = [];

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    [Fact]
    public async Task WithoutRedis_FactoriesReadOtherKeys_AllEnd()
    {
        const int permits = 4;
        var node = Add(permits);
        node.Redis.IsAway = true;
        var (begun, all) = (0, new TaskCompletionSource());

        var reads = Enumerable.Range(0, permits).Select(i => node.ReadAsync($"outer:{i}", async _ =>
        {
            if (Interlocked.Increment(ref begun) == permits)
                all.SetResult();
            await all.Task;
            return await node.ReadAsync($"inner:{i}", "value");
        })).ToArray();

        await EndAsync(reads);
        Assert.All(reads, read => Assert.Equal("value", read.Result));
    }

    [Fact]
    public async Task WithoutRedis_AFactoryWaitsForAReadThatWaitsForAPermit_BothEnd()
    {
        var node = Add(permits: 1);
        node.Redis.IsAway = true;
        var goOn = new TaskCompletionSource();
        var outer = node.ReadAsync("a:outer", async _ =>
        {
            await goOn.Task;
            return await node.ReadAsync("a:inner", "of the outer");
        });
        var inner = node.ReadAsync("a:inner", "value");

        goOn.SetResult();

        await EndAsync(outer, inner);
        Assert.Equal(("value", "value"), (await outer, await inner));
    }

    [Fact]
    public async Task WithoutRedis_AFactoryWaitsByWayOfAnother_AllEnd()
    {
        var node = Add(permits: 1);
        var (middleMayGoOn, outerMayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        // Begun while Redis is there: it has no permit and needs none.
        var middle = node.ReadAsync("a:middle", async _ =>
        {
            await middleMayGoOn.Task;
            return await node.ReadAsync("a:inner", "of the middle");
        });
        node.Redis.IsAway = true;
        var outer = node.ReadAsync("a:outer", async _ =>
        {
            await outerMayGoOn.Task;
            return await node.ReadAsync("a:middle", "of the outer");
        });
        var inner = node.ReadAsync("a:inner", "value");

        middleMayGoOn.SetResult();
        outerMayGoOn.SetResult();

        await EndAsync(outer, middle, inner);
        Assert.Equal("value", await outer);
    }

    [Fact]
    public async Task WithoutRedis_WhatAFactoryLeftBehind_NeedsAPermitOfItsOwn()
    {
        var node = Add(permits: 1);
        node.Redis.IsAway = true;
        var (goOn, begun, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var running = 0;
        Task<string>? left = null;
        await node.ReadAsync("a:outer", _ =>
        {
            left = LaterAsync();
            return ValueTask.FromResult("value");
        });
        var holder = node.ReadAsync("a:holder", async _ =>
        {
            await release.Task;
            return "value";
        });

        goOn.SetResult();
        await begun.Task;
        Assert.Equal(0, running);
        release.SetResult();
        await EndAsync(holder, left!);

        async Task<string> LaterAsync()
        {
            await goOn.Task;
            var read = node.ReadAsync("a:later", _ =>
            {
                running++;
                return ValueTask.FromResult("value");
            });
            begun.SetResult();
            return await read;
        }
    }

    [Theory]
    [InlineData("a:outer")]
    [InlineData("a:inner")]
    public async Task AFactoryReadsItsOwnKey_IsToldSo(string key)
    {
        var node = Add();

        var read = node.ReadAsync("a:outer", async _ => await node.ReadAsync(key, async _ => await node.ReadAsync("a:outer", "never")));

        await EndAsync(read);
        await Assert.ThrowsAsync<InvalidOperationException>(() => read);
        Assert.Equal("value", await node.ReadAsync("a:outer", "value"));
    }

    [Fact]
    public async Task AnInnerSourceIsBehind_TheOuterValueIsNotKeptEither()
    {
        var node = await AddWithCommitsAsync();

        var outer = await node.ReadAsync("a:outer", async _ => await node.ReadAsync("a:inner", _ => BehindAsync("old")));

        Assert.Equal("old", outer);
        Assert.Equal("new", await node.ReadAsync("a:outer", "new"));
    }

    [Fact]
    public async Task AFactoryJoinsAReadWhoseSourceIsBehind_ItsValueIsNotKeptEither()
    {
        var node = await AddWithCommitsAsync();
        var goOn = new TaskCompletionSource();
        var inner = node.ReadAsync("a:inner", async _ =>
        {
            await goOn.Task;
            return await BehindAsync("old");
        });
        var outer = node.ReadAsync("a:outer", async _ => await node.ReadAsync("a:inner", "of the outer"));

        goOn.SetResult();

        Assert.Equal(("old", "old"), (await inner, await outer));
        Assert.Equal("new", await node.ReadAsync("a:outer", "new"));
    }

    // Nothing proves to a node that is detached that it has heard every commit: what was asked of the source long enough ago may be too old,
    // for those too who join what is being made of it.
    [Fact]
    public async Task Detached_AFactoryWaitsForAReadThatBeganLongBefore_WhoComesLaterDoesNotJoin()
    {
        var limit = TimeSpan.FromSeconds(2);
        var node = new FillNode(options => (options.HasRelay, options.DetachedAfter) = (true, limit));
        _nodes.Add(node);
        var (innerBegan, outerBegan, row) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<string>());
        var inner = node.ReadAsync("a:inner", _ =>
        {
            innerBegan.SetResult();
            return new ValueTask<string>(row.Task);
        });
        await innerBegan.Task;
        node.Time.Advance(limit * 0.75);
        var outer = node.ReadAsync("a:outer", async _ =>
        {
            var read = node.ReadAsync("a:inner", "of the outer");
            outerBegan.SetResult();
            return await read;
        });
        await outerBegan.Task;
        node.Time.Advance(limit * 0.5);

        var later = node.ReadAsync("a:outer", async _ => await node.ReadAsync("a:inner", "new"));
        await EndAsync(later);
        Assert.Equal("new", await later);

        row.SetResult("old");
        Assert.Equal(("old", "old"), (await inner, await outer));
    }

    private static ValueTask<string> BehindAsync(string value)
    {
        FillScope.Current!.ReadsUpTo(Position - 1);
        return ValueTask.FromResult(value);
    }

    private static Task EndAsync(params Task[] reads) =>
        Eventually.TrueAsync(() => ValueTask.FromResult(reads.All(read => read.IsCompleted)), "every read ends");

    private FillNode Add(int permits = 16)
    {
        var node = new FillNode(options => options.FillsWithoutRedis = permits);
        _nodes.Add(node);
        return node;
    }

    private async Task<FillNode> AddWithCommitsAsync()
    {
        var node = new FillNode(options => (options.HasRelay, options.Defaults.Mode) = (true, CoherenceMode.Available));
        _nodes.Add(node);
        await node.Core.Link.TakeOverAsync("source", 1, ulong.MaxValue);
        await node.Core.Link.EndRoundAsync((await node.Core.Link.BeginRoundAsync())!.Value, Position);
        return node;
    }
}
