using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Contract;

/// <content>Callers who come together, and how each of them ends.</content>
public abstract partial class HybridCacheContract
{
    private const int Callers = 10;

    private static readonly HybridCacheEntryOptions Nowhere = new() { Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_NothingIsKept_CallersAtTheSameTimeShareARunAndLaterOnesHaveAnother(bool mayGiveUp)
    {
        var cache = await Fleet.AddAsync();
        using var stop = new CancellationTokenSource();
        var calls = 0;

        for (var round = 1; round <= 2; round++)
        {
            var release = new TaskCompletionSource();
            var reads = Enumerable.Range(0, Callers).Select(_ => cache.GetOrCreateAsync(
                "a:key",
                async _ =>
                {
                    var call = Interlocked.Increment(ref calls);
                    await release.Task;
                    return call;
                },
                Nowhere,
                cancellationToken: mayGiveUp ? stop.Token : default).AsTask()).ToArray();
            release.SetResult();

            Assert.All(await Task.WhenAll(reads), value => Assert.Equal(round, value));
        }

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task GetOrCreate_EverybodyGivesUp_EachHearsItOfItsOwnToken()
    {
        var cache = await Fleet.AddAsync();
        var began = new TaskCompletionSource();
        var stops = Enumerable.Range(0, Callers).Select(_ => new CancellationTokenSource()).ToArray();
        var reads = Array.ConvertAll(stops, stop => cache.GetOrCreateAsync(
            "a:slow",
            async cancellation =>
            {
                began.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                return "never";
            },
            cancellationToken: stop.Token).AsTask());
        await began.Task;

        foreach (var stop in stops)
            await stop.CancelAsync();

        for (var i = 0; i < Callers; i++)
            Assert.Equal(stops[i].Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[i])).CancellationToken);
        Array.ForEach(stops, static stop => stop.Dispose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task GetOrCreate_AllButOneGiveUp_TheFactoryGoesOnForTheOne(int patient)
    {
        var cache = await Fleet.AddAsync();
        var (began, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var wasCancelled = false;
        var stops = Enumerable.Range(0, Callers).Select(_ => new CancellationTokenSource()).ToArray();
        var reads = Array.ConvertAll(stops, stop => cache.GetOrCreateAsync(
            "a:slow",
            async cancellation =>
            {
                began.TrySetResult();
                await release.Task;
                wasCancelled = cancellation.IsCancellationRequested;
                return "value";
            },
            cancellationToken: stop.Token).AsTask());
        await began.Task;

        for (var i = 0; i < Callers; i++)
            if (i != patient)
                await stops[i].CancelAsync();
        for (var i = 0; i < Callers; i++)
            if (i != patient)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[i]);
        release.SetResult();

        Assert.Equal(("value", false), (await reads[patient], wasCancelled));
        Array.ForEach(stops, static stop => stop.Dispose());
    }

    [Fact]
    public async Task GetOrCreate_TheFactoryIgnoresThatItsCallerGaveUp_TheCallerIsFreeAtOnce()
    {
        var cache = await Fleet.AddAsync();
        using var stop = new CancellationTokenSource();
        var (began, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var read = cache.GetOrCreateAsync(
            "a:slow",
            async _ =>
            {
                began.SetResult();
                await release.Task;
                return "value";
            },
            cancellationToken: stop.Token).AsTask();
        await began.Task;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        release.SetResult();
    }

    [Fact]
    public async Task GetOrCreate_MutableValue_CallersAtTheSameTimeGetOneEach()
    {
        var cache = await Fleet.AddAsync();
        var release = new TaskCompletionSource();

        var reads = Enumerable.Range(0, Callers).Select(_ => cache.GetOrCreateAsync(
            "a:basket",
            async _ =>
            {
                await release.Task;
                return new Basket { Items = ["tea"] };
            },
            cancellationToken: Cancellation).AsTask()).ToArray();
        release.SetResult();
        var baskets = await Task.WhenAll(reads);

        Assert.Equal(Callers, baskets.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.All(baskets, static basket => Assert.Equal(["tea"], basket.Items));
    }

    [Fact]
    public async Task GetOrCreate_WithState_HandsItToTheFactory()
    {
        var cache = await Fleet.AddAsync();

        Assert.Equal("kettle 7", await cache.GetOrCreateAsync(
            "a:state", (Name: "kettle", Number: 7), static (state, _) => new ValueTask<string>($"{state.Name} {state.Number}"), cancellationToken: Cancellation));
    }
}
