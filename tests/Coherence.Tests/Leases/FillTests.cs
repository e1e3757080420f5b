using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>Fills, by hand.</summary>
public sealed class FillTests : IDisposable
{
    private FillNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Fill_FirstOnItsNode_IsKeptInTheEpochThatItFinds()
    {
        await _node.ReadAsync("a:key", "value");

        Assert.Equal("value", await _node.ReadAsync("a:key", "other"));
    }

    [Fact]
    public async Task Fill_FirstOnANodeThatFollowsCommits_IsSharedByThoseWhoComeWithTheFirstEpoch()
    {
        _node.Dispose();
        _node = new FillNode(options => options.HasRelay = true);
        var (epoch, row) = (_node.Redis.Hold("sync"), new TaskCompletionSource());
        var queries = 0;
        async ValueTask<string> QueryAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref queries);
            await row.Task;
            return "value";
        }

        var first = _node.ReadAsync("a:key", QueryAsync);
        epoch.SetResult();
        await Eventually.TrueAsync(() => ValueTask.FromResult(_node.Core.View.Current.Epoch > 0 && Volatile.Read(ref queries) > 0), "the epoch is known");
        var second = _node.ReadAsync("a:key", QueryAsync);
        row.SetResult();

        Assert.Equal(["value", "value"], await Task.WhenAll(first, second));
        Assert.Equal(1, queries);
    }

    [Fact]
    public async Task Fill_FirstOnANodeThatFollowsCommits_WaitsForTheEpochNoLongerThanAReadMay()
    {
        _node.Dispose();
        _node = new FillNode(options => options.HasRelay = true);
        _node.Core.Link.ReadLimit = static () => TimeSpan.FromSeconds(1);
        _node.Redis.Hold("sync");

        var read = _node.ReadAsync("a:key", "value");
        Assert.False(read.IsCompleted);
        _node.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("value", await read);
    }

    [Fact]
    public async Task Fill_RedisIsSlowToStore_CallersDoNotWait()
    {
        var stored = _node.Redis.Hold("store");

        Assert.Equal("value", await _node.ReadAsync("a:key", "value"));
        Assert.Equal("value", await _node.ReadAsync("a:key", "other"));

        Assert.Equal(1, _node.Core.Flights.Count);
        stored.SetResult();
        await _node.Cache.FillsEndAsync();
    }

    [Fact]
    public async Task Fill_IsStored_LeavesNoLease()
    {
        await _node.ReadAsync("a:key", "value");
        await _node.Cache.FillsEndAsync();

        _node.Redis.Server.Evict("entry", "a:key");
        _node.Core.Local.Remove("a:key");
        await _node.ReadAsync("a:key", "value");

        Assert.Equal(2, _node.Redis.FillsBegun);
    }

    [Fact]
    public async Task Fill_RedisHasNothingAsARule_BeginsWithTheFirstRequest()
    {
        for (var i = 0; i < 20; i++)
            await _node.ReadAsync($"a:{i}", "value");
        _node.Redis.Hold("read");

        Assert.Equal("value", await _node.ReadAsync("a:key", "value"));

        Assert.Equal(21, _node.Redis.FillsBegun);
    }

    [Fact]
    public async Task Fill_LongerThanItsLease_RenewsIt()
    {
        _node.Dispose();
        _node = new FillNode(options => options.LeaseDuration = TimeSpan.FromSeconds(9));
        var row = new TaskCompletionSource<string>();
        var read = _node.ReadAsync("a:key", _ => new ValueTask<string>(row.Task));

        for (var i = 1; i <= 10; i++)
        {
            _node.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(i, _node.Redis.Renewals);
        }

        row.SetResult("value");
        await read;
        _node.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(10, _node.Redis.Renewals);
    }

    [Fact]
    public async Task Fill_LeaseIsAnothers_IsRenewedNoMore()
    {
        var row = new TaskCompletionSource<string>();
        var read = _node.ReadAsync("a:key", _ => new ValueTask<string>(row.Task));
        _node.Redis.Server.Evict("lease", "a:key");
        _node.Redis.Server.LeaseElsewhere("a:key");

        _node.Time.Advance(TimeSpan.FromMinutes(1));
        _node.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, _node.Redis.Renewals);
        row.SetResult("value");
        Assert.Equal("value", await read);
    }

    [Fact]
    public async Task Set_RedisIsAway_IsKeptInMemoryAtOnceAndOwed()
    {
        _node.Dispose();
        _node = new FillNode(options => options.ThrowOnOwedInvalidation = true);
        await _node.ReadAsync("a:other", "connects");
        _node.Redis.IsAway = true;

        var set = _node.Cache.SetAsync("a:key", "value", cancellationToken: TestContext.Current.CancellationToken).AsTask();

        Assert.False(set.IsCompleted);
        Assert.Equal("value", await _node.ReadAsync("a:key", "of the source"));
        _node.Time.Advance(_node.Core.Link.InvalidationTimeout);
        await Assert.ThrowsAsync<InvalidationOwedException>(() => set);
        Assert.Equal("value", await _node.ReadAsync("a:key", "of the source"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Set_RedisIsAwayAndTheKeyIsRemovedMeanwhile_IsNotKept(bool isForHereOnly)
    {
        await _node.ReadAsync("a:key", "old");
        var called = _node.Core.View.Stamp([.. _node.Core.Keys.TagsOf("a:key", null, out _)!]);
        _node.Redis.IsAway = !isForHereOnly;

        var removed = _node.Cache.RemoveAsync("a:key", TestContext.Current.CancellationToken);
        _node.Time.Advance(_node.Core.Link.InvalidationTimeout);
        await removed;

        Assert.Null(_node.Core.View.ApplyWrite(called, "k:a:key"));
        Assert.Equal("new", await _node.ReadAsync("a:key", "new"));
    }

    [Fact]
    public async Task Set_ForThisProcessOnly_OvertakesAFillThatReadBefore()
    {
        var row = new TaskCompletionSource<string>();
        var read = _node.ReadAsync("a:key", _ => new ValueTask<string>(row.Task));

        await _node.Cache.SetAsync(
            "a:key", "new", new() { Flags = HybridCacheEntryFlags.DisableDistributedCache }, cancellationToken: TestContext.Current.CancellationToken);
        row.SetResult("old");
        await read;

        Assert.Equal("new", await _node.ReadAsync("a:key", "of the source"));
    }
}
