using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Contract;

/// <content>Nothing where something is expected, times at their ends, and what callers do with what they handed over.</content>
public abstract partial class HybridCacheContract
{
    [Theory]
    [InlineData(null)]
    [InlineData("unit\u001fseparator")]
    public async Task Key_ThatCannotBe_IsReadFromTheSourceAndSetWithoutAnError(string? key)
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        await cache.SetAsync(key!, "set", cancellationToken: Cancellation);
        for (var i = 0; i < 2; i++)
            Assert.Equal("value", await cache.GetOrCreateAsync(key!, _ => Count(ref calls, "value"), cancellationToken: Cancellation));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Remove_OfNothing_LeavesEverything()
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: ["t1"], cancellationToken: Cancellation);

        await cache.RemoveAsync([], Cancellation);
        await cache.RemoveByTagAsync([], Cancellation);

        Assert.Equal("old", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1"], cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("t1")]
    [InlineData("*")]
    public async Task RemoveByTag_TheValueIsInRedis_ANodeThatStartsLaterDoesNotServeIt(string tag)
    {
        var one = await Fleet.AddAsync();
        await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: ["t1"], cancellationToken: Cancellation);
        await StoredAsync(Server, "a:key");

        await one.RemoveByTagAsync(tag, Cancellation);

        Assert.Equal("new", await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1"], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task RemoveByTag_ThenFilledAgain_IsKeptAgain()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "old"), tags: ["t1"], cancellationToken: Cancellation);

        await cache.RemoveByTagAsync("t1", Cancellation);
        for (var i = 0; i < 2; i++)
            Assert.Equal("new", await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "new"), tags: ["t1"], cancellationToken: Cancellation));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Tags_TheCallerChangesItsArrayLater_AreThoseOfTheCall()
    {
        var cache = await Fleet.AddAsync();
        string[] tags = ["t1", "t2"];
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: tags, cancellationToken: Cancellation);
        Array.Fill(tags, "t3");

        await cache.RemoveByTagAsync("t3", Cancellation);
        Assert.Equal("old", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1", "t2"], cancellationToken: Cancellation));
        await cache.RemoveByTagAsync("t2", Cancellation);

        Assert.Equal("new", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1", "t2"], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Tags_AsTheyAreCounted_AreTaken()
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: Enumerable.Range(0, 3).Select(static i => $"t{i}").Where(static _ => true), cancellationToken: Cancellation);

        await cache.RemoveByTagAsync(Enumerable.Range(2, 1).Select(static i => $"t{i}").Where(static _ => true), Cancellation);

        Assert.Equal("new", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task DisableUnderlyingData_BringsTheDefaultOfAValueTypeAndKeepsNothing()
    {
        var cache = await Fleet.AddAsync();
        var onlyLook = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

        Assert.Equal(0, await cache.GetOrCreateAsync("a:number", _ => new ValueTask<int>(7), onlyLook, cancellationToken: Cancellation));
        Assert.Equal(7, await cache.GetOrCreateAsync("a:number", _ => new ValueTask<int>(7), cancellationToken: Cancellation));
        Assert.Equal(7, await cache.GetOrCreateAsync("a:number", _ => new ValueTask<int>(8), onlyLook, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Flags_OfTheCall_ReplaceThoseOfTheOptions()
    {
        var cache = await Fleet.AddAsync(configure: builder =>
            builder.Services.Configure<HybridCacheOptions>(static options => options.DefaultEntryOptions = new() { Flags = Nowhere.Flags }));
        var calls = 0;

        for (var i = 0; i < 2; i++)
            await cache.GetOrCreateAsync("a:kept", _ => Count(ref calls, "value"), new() { Flags = HybridCacheEntryFlags.None }, cancellationToken: Cancellation);
        Assert.Equal(1, calls);
        for (var i = 0; i < 2; i++)
            await cache.GetOrCreateAsync("a:not", _ => Count(ref calls, "value"), new() { Expiration = TimeSpan.FromMinutes(1) }, cancellationToken: Cancellation);

        Assert.Equal(3, calls);
    }
}
