using AspireCache.Coherence.Tests.Leases;

namespace AspireCache.Coherence.Tests.Invalidation;

/// <summary>How long an invalidation may take: counted from its call, whatever it waited for first.</summary>
public sealed class InvalidationTimeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly FillNode _node = new(options => options.InvalidationTimeout = Limit);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Invalidate_RedisHasTakenItsTime_IsOwedWhenTheWholeTimeIsOver()
    {
        await _node.ReadAsync("a:key", "old");
        var answer = _node.Redis.Hold("invalidate");
        var invalidated = _node.Cache.InvalidateAsync(["a:key"], Cancellation).AsTask();
        _node.Time.Advance(Before);
        answer.SetException(new TimeoutException());
        await Eventually(() => !_node.Core.Link.Owed.IsEmpty);

        _node.Time.Advance(Limit - Before - Tick);
        Assert.False(invalidated.IsCompleted);
        _node.Time.Advance(Tick);

        Assert.Equal(InvalidationOutcome.Owed, await invalidated);
    }

    [Fact]
    public async Task Invalidate_RedisHasTakenLongerThanThereIs_IsOwedAtOnce()
    {
        await _node.ReadAsync("a:key", "old");
        var answer = _node.Redis.Hold("invalidate");
        var invalidated = _node.Cache.InvalidateAsync(["a:key"], Cancellation).AsTask();
        _node.Time.Advance(Limit + Tick);

        answer.SetException(new TimeoutException());

        Assert.Equal(InvalidationOutcome.Owed, await invalidated);
    }

    [Fact]
    public async Task Invalidate_OwedAndToldInTime_IsApplied()
    {
        await _node.ReadAsync("a:key", "old");
        _node.Redis.IsAway = true;
        var invalidated = _node.Cache.InvalidateAsync(["a:key"], Cancellation).AsTask();
        await Eventually(() => !_node.Core.Link.Owed.IsEmpty);

        _node.Redis.IsAway = false;
        Assert.True(await _node.Core.Link.SyncAsync());

        Assert.Equal(InvalidationOutcome.Applied, await invalidated);
        Assert.Equal("new", await _node.ReadAsync("a:key", "new"));
    }

    [Fact]
    public async Task Invalidate_TheLinkIsClosed_IsOwedAtOnce()
    {
        await _node.ReadAsync("a:key", "old");
        _node.Redis.IsAway = true;
        _node.Core.Link.Close();

        Assert.Equal(InvalidationOutcome.Owed, await _node.Cache.InvalidateAsync(["a:key"], Cancellation));
    }

    [Fact]
    public async Task TellOwed_RedisDoesNotAnswer_EndsWhenItsTimeIsOver()
    {
        await _node.ReadAsync("a:key", "old");
        _node.Redis.IsAway = true;
        var invalidated = _node.Cache.InvalidateAsync(["a:key"], Cancellation).AsTask();
        await Eventually(() => !_node.Core.Link.Owed.IsEmpty);
        _node.Redis.IsAway = false;
        _node.Redis.Hold("sync");

        var told = _node.Core.Link.TellOwedAsync(Limit, Cancellation);
        _node.Time.Advance(Limit - Tick);
        Assert.False(told.IsCompleted);
        // Its time, and the pause before it looks again.
        while (!told.IsCompleted)
        {
            _node.Time.Advance(Tick);
            await Task.Yield();
        }

        Assert.False(await told);
        Assert.Equal(InvalidationOutcome.Owed, await invalidated);
    }

    [Fact]
    public async Task TellOwed_RedisAnswers_TellsIt()
    {
        await _node.ReadAsync("a:key", "old");
        _node.Redis.IsAway = true;
        var invalidated = _node.Cache.InvalidateAsync(["a:key"], Cancellation).AsTask();
        await Eventually(() => !_node.Core.Link.Owed.IsEmpty);
        _node.Redis.IsAway = false;

        Assert.True(await _node.Core.Link.TellOwedAsync(Limit, Cancellation));

        Assert.Equal(InvalidationOutcome.Applied, await invalidated);
    }

    // Where nothing is trusted, neither is an invalidation told to whoever answers.
    [Fact]
    public async Task Invalidate_TheClockCannotBeCompared_IsOwed()
    {
        _node.Redis.Hold("sync").SetException(new TimeoutException());
        var invalidated = _node.Cache.InvalidateAsync(["a:key"], Cancellation).AsTask();
        await Eventually(() => !_node.Core.Link.Owed.IsEmpty);

        _node.Time.Advance(Limit);

        Assert.Equal(InvalidationOutcome.Owed, await invalidated);
        Assert.False(_node.Core.Link.Owed.IsEmpty);
    }

    private static Task Eventually(Func<bool> condition) => TestSupport.Eventually.TrueAsync(() => ValueTask.FromResult(condition()), "the invalidation is owed").WaitAsync(Cancellation);
}
