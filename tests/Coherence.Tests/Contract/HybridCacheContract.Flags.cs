using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Contract;

/// <content>What <see cref="HybridCacheEntryFlags"/> leave out.</content>
public abstract partial class HybridCacheContract
{
    [Fact]
    public async Task DisableUnderlyingData_NothingStored_BringsTheDefault()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        var value = await cache.GetOrCreateAsync(
            "a:key", _ => Count(ref calls, "value"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData }, cancellationToken: Cancellation);

        Assert.Equal((null, 0), (value, calls));
    }

    [Fact]
    public async Task DisableLocalCacheWrite_TheNextRead_GoesBeyondTheNode()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        var nowhere = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite };

        await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), nowhere, cancellationToken: Cancellation);
        await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), nowhere, cancellationToken: Cancellation);

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task DisableLocalCache_BothWays_IsServedFromRedis()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        var remote = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache };

        await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), remote, cancellationToken: Cancellation);
        await StoredAsync(Server, "a:key");
        Assert.Equal("value", await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "other"), remote, cancellationToken: Cancellation));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task DisableDistributedCache_BothWays_IsServedFromMemoryOnly()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        var calls = 0;
        var local = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCache };

        for (var i = 0; i < 2; i++)
        {
            await one.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), local, cancellationToken: Cancellation);
            await two.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), local, cancellationToken: Cancellation);
        }

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task DisableLocalCacheRead_WithDistributedReadOff_RunsTheFactory()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "old"), cancellationToken: Cancellation);

        var value = await cache.GetOrCreateAsync(
            "a:key", _ => Count(ref calls, "new"),
            new() { Flags = HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead }, cancellationToken: Cancellation);

        Assert.Equal(("new", 2), (value, calls));
    }
}
