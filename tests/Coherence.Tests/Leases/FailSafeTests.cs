using AspireCache.TestSupport;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>Values that are past their time, and factories that are slow or fail.</summary>
public sealed class FailSafeTests : IDisposable
{
    private const string Key = "a:key";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InMemory = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FailSafe = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soft = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Hard = TimeSpan.FromSeconds(1);

    private readonly FillNode _node = new(options =>
        (options.Defaults.Expiration, options.Defaults.LocalCacheExpiration, options.Defaults.FailSafeMaxDuration, options.Defaults.FactorySoftTimeout, options.Defaults.FactoryHardTimeout) =
        (Lifetime, InMemory, FailSafe, Soft, Hard));

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Read_Expired_IsServedAtOnceAndFilledBehind()
    {
        await _node.ReadAsync(Key, "old");
        _node.Time.Advance(Lifetime);
        var row = new TaskCompletionSource<string>();

        var reading = CacheReading.Begin();
        Assert.Equal("old", await _node.ReadAsync(Key, _ => new ValueTask<string>(row.Task)));
        Assert.Equal("revalidating", reading.StaleReason);
        row.SetResult("new");

        await Eventually.TrueAsync(async () => await _node.ReadAsync(Key, "new") == "new", "the new value is served");
    }

    [Fact]
    public async Task Read_PastItsFailSafe_IsFilled()
    {
        await _node.ReadAsync(Key, "old");
        _node.Time.Advance(FailSafe);

        Assert.Equal("new", await _node.ReadAsync(Key, "new"));
    }

    [Fact]
    public async Task Read_TheFactoryIsInTime_BringsItsValue()
    {
        await OnlyInMemoryAsync();

        Assert.Equal("new", await _node.ReadAsync(Key, "new"));
        Assert.Equal("new", await _node.ReadAsync(Key, "newer"));
    }

    [Fact]
    public async Task Read_TheFactoryIsSlow_BringsTheOldValueAndKeepsTheNewOne()
    {
        await OnlyInMemoryAsync();
        var row = new TaskCompletionSource<string>();
        var reading = CacheReading.Begin();
        var read = _node.ReadAsync(Key, _ => new ValueTask<string>(row.Task));

        _node.Time.Advance(Soft - TimeSpan.FromTicks(1));
        Assert.False(read.IsCompleted);
        _node.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("old", await read);
        Assert.Equal("slow", reading.StaleReason);
        row.SetResult("new");
        await Eventually.TrueAsync(async () => await _node.ReadAsync(Key, "new") == "new", "the new value is served");
    }

    [Fact]
    public async Task Read_TheFactoryIsSlowAndTheKeyIsRemoved_WaitsForIt()
    {
        await OnlyInMemoryAsync();
        var row = new TaskCompletionSource<string>();
        var read = _node.ReadAsync(Key, _ => new ValueTask<string>(row.Task));
        await _node.Cache.RemoveAsync(Key, TestContext.Current.CancellationToken);

        _node.Time.Advance(Soft);
        row.SetResult("new");

        Assert.Equal("new", await read);
    }

    [Fact]
    public async Task Read_TheFactoryHangsAndNothingOldIsThere_ThrowsAndCancelsIt()
    {
        var cancelled = new TaskCompletionSource();
        var read = _node.ReadAsync(Key, async cancellation =>
        {
            cancellation.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return "never";
        });

        _node.Time.Advance(Hard - TimeSpan.FromTicks(1));
        Assert.False(read.IsCompleted);
        _node.Time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<TimeoutException>(() => read);
        await cancelled.Task;
    }

    // Not every factory looks at its token.
    [Fact]
    public async Task Read_TheFactoryNeverEnds_ThrowsAndTheNextReadIsServed()
    {
        var read = _node.ReadAsync(Key, static _ => new ValueTask<string>(new TaskCompletionSource<string>().Task));

        _node.Time.Advance(Hard);

        await Assert.ThrowsAsync<TimeoutException>(() => read);
        Assert.Equal("value", await _node.ReadAsync(Key, "value"));
    }

    [Fact]
    public async Task Read_TheFactoryFailsAndSomethingOldIsThere_BringsThat()
    {
        await OnlyInMemoryAsync();
        var reading = CacheReading.Begin();

        Assert.Equal("old", await _node.ReadAsync(Key, static _ => throw new InvalidDataException()));
        Assert.Equal("error", reading.StaleReason);
    }

    [Fact]
    public async Task Read_TheFactoryFailsAndTheOldOneWasRemoved_Throws()
    {
        await OnlyInMemoryAsync();
        await _node.Cache.RemoveAsync(Key, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => _node.ReadAsync(Key, static _ => throw new InvalidDataException()));
    }

    [Fact]
    public async Task Read_TheOldOneIsOfAnotherTypeAndItsSourceHasJustFailed_IsFilled()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await _node.Cache.GetOrCreateAsync(Key, static _ => new ValueTask<Dictionary<string, int>>(new Dictionary<string, int> { ["one"] = 1 }), cancellationToken: cancellation);
        _node.Time.Advance(InMemory);
        _node.Redis.Server.Evict("entry", Key);
        var old = await _node.Cache.GetOrCreateAsync<Dictionary<string, int>>(Key, static _ => throw new InvalidDataException(), cancellationToken: cancellation);
        Assert.Equal(1, old["one"]);

        Assert.Equal([1, 2], await _node.Cache.GetOrCreateAsync(Key, static _ => new ValueTask<List<int>>([1, 2]), cancellationToken: cancellation));
    }

    // Past its time in memory, and not in Redis any more: still fresh by its age.
    private async Task OnlyInMemoryAsync()
    {
        await _node.ReadAsync(Key, "old");
        _node.Time.Advance(InMemory);
        _node.Redis.Server.Evict("entry", Key);
    }
}
