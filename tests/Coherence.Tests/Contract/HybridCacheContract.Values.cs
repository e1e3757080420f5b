using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Contract;

/// <content>What callers get, whoever of them ran the factory, and what tags may be.</content>
public abstract partial class HybridCacheContract
{
    private const int TooManyItems = 2_000;

    [Fact]
    public async Task GetOrCreate_TheSerializerLeavesSomethingOut_EverybodyGetsTheSame()
    {
        var cache = await Fleet.AddAsync();

        var first = await cache.GetOrCreateAsync("a:box", _ => new ValueTask<Box>(new Box { Number = 7 }), cancellationToken: Cancellation);
        var second = await cache.GetOrCreateAsync("a:box", _ => new ValueTask<Box>(new Box()), cancellationToken: Cancellation);

        Assert.Equal(second.Number, first.Number);
    }

    [Fact]
    public async Task GetOrCreate_ListTooLong_IsReturnedAndNotKept()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        var list = Enumerable.Repeat("item", TooManyItems).ToList();

        for (var i = 0; i < 2; i++)
            Assert.Equal(TooManyItems, (await cache.GetOrCreateAsync("a:list", _ => Count(ref calls, list), cancellationToken: Cancellation)).Count);

        Assert.InRange(calls, 1, 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("*")]
    public async Task Tags_OneThatNoEntryCanCarry_AreRefused(string tag)
    {
        var cache = await Fleet.AddAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("value"), tags: ["t1", tag], cancellationToken: Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await cache.SetAsync("a:key", "value", tags: [tag], cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task RemoveByTag_OneThatNoEntryCanCarry_DoesNothing(string tag)
    {
        var cache = await Fleet.AddAsync();

        await cache.RemoveByTagAsync(tag, Cancellation);
        await cache.RemoveByTagAsync([tag], Cancellation);
    }

    [Fact]
    public async Task Set_ForThisProcessOnly_LeavesOtherNodesAlone()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("theirs"), cancellationToken: Cancellation);
        await StoredAsync(Server, "a:key");

        await one.SetAsync("a:key", "mine", new() { Flags = HybridCacheEntryFlags.DisableDistributedCache }, cancellationToken: Cancellation);

        Assert.Equal("mine", await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("filled again"), cancellationToken: Cancellation));
        Assert.Equal("theirs", await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("filled again"), cancellationToken: Cancellation));
        Assert.Equal("theirs", await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => new ValueTask<string>("filled again"), cancellationToken: Cancellation));
    }

    internal sealed class Box
    {
#pragma warning disable CA1051 // A field, which JSON leaves out.
        public int Number;
#pragma warning restore CA1051
    }
}
