using System.Buffers;
using AspireCache.Coherence.Tests.Faults;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Contract;

/// <content>What is odd, and may be.</content>
public abstract partial class CoherenceContract
{
    [Fact]
    public async Task Tags_HalfOfACharacter_TheValueIsReturnedAndNotKept()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        // A read that comes while the first is still on its way out shares its value.
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal("value", await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), tags: ["half\ud801 a character"], cancellationToken: Cancellation));
                return calls == 3;
            },
            "the factory runs for each read");
    }

    [Fact]
    public async Task GetOrCreate_KeptHereAsAnotherType_IsMadeAnew()
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<Basket>(new Basket { Items = ["kettle"] }), cancellationToken: Cancellation);

        Assert.Equal(7, await cache.GetOrCreateAsync("a:key", _ => new ValueTask<int>(7), cancellationToken: Cancellation));
        Assert.Equal([1], await cache.GetOrCreateAsync("a:key", _ => new ValueTask<List<int>>([1]), cancellationToken: Cancellation));
    }

    // The event is lost: only Redis tells of the invalidation, when the node looks there.
    [Fact]
    public async Task DisableUnderlyingData_RedisKnowsThatTheKeyWasInvalidated_BringsTheDefault()
    {
        var cache = await Fleet.AddAsync();
        var soonGoneFromMemory = new HybridCacheEntryOptions { LocalCacheExpiration = TimeSpan.FromTicks(1) };
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), soonGoneFromMemory, cancellationToken: Cancellation);
        var clock = ((string?)await Server.Database.StringGetAsync($"{{{Domain}}}:clock"))!.Split(' ');
        clock[1] = $"{long.Parse(clock[1], System.Globalization.CultureInfo.InvariantCulture) + 1}";
        await Server.Database.StringSetAsync($"{{{Domain}}}:fence:k:a:key", clock[1]);
        await Server.Database.StringSetAsync($"{{{Domain}}}:clock", string.Join(' ', clock));

        var value = await cache.GetOrCreateAsync(
            "a:key", _ => new ValueTask<string>("of the source"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData }, cancellationToken: Cancellation);

        Assert.Null(value);
    }

    [Fact]
    public async Task GetOrCreate_KeptForEver_IsServedFromMemoryAndFromRedis()
    {
        var forever = new HybridCacheEntryOptions { Expiration = TimeSpan.MaxValue };
        var cache = await Fleet.AddAsync(configure: builder =>
            builder.Services.Configure<CoherenceOptions>(options => options.Defaults.FailSafeMaxDuration = TimeSpan.FromDays(365)));
        var calls = 0;

        for (var i = 0; i < 2; i++)
            Assert.Equal("value", await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), forever, cancellationToken: Cancellation));
        Assert.Equal("value", await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), forever, cancellationToken: Cancellation));

        Assert.Equal(1, calls);
        Assert.Equal(CacheOrigin.Memory, await OriginAsync(cache, "a:key"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task GetOrCreate_KeptForNoTime_IsReturned(int seconds)
    {
        var cache = await Fleet.AddAsync();

        var value = await cache.GetOrCreateAsync(
            "a:key", _ => new ValueTask<string>("value"), new() { Expiration = TimeSpan.FromSeconds(seconds) }, cancellationToken: Cancellation);

        Assert.Equal("value", value);
    }

    [Fact]
    public async Task GetOrCreate_SerializedAsNothing_ComesBackFromBothTiers()
    {
        var (one, two) = (await Fleet.AddAsync(configure: Configure), await Fleet.AddAsync(configure: Configure));
        var calls = 0;

        foreach (var cache in (HybridCache[])[one, one, two])
            Assert.Equal("empty", (await cache.GetOrCreateAsync("a:word", _ => Count(ref calls, new Word("empty")), cancellationToken: Cancellation)).Text);

        Assert.Equal(1, calls);

        static void Configure(IHybridCacheBuilder builder) => builder.AddSerializer<Word, SilentSerializer>();
    }

    [Fact]
    public async Task GetOrCreate_SerializerThrows_TellsTheCallerAndLetsTheNextOneTry()
    {
        var cache = await Fleet.AddAsync(configure: builder => builder.AddSerializer<Word, BrokenSerializer>());

        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<NotSupportedException>(async () =>
                await cache.GetOrCreateAsync("a:word", _ => new ValueTask<Word>(new Word("no")), cancellationToken: Cancellation));

        Assert.False(await Server.Database.KeyExistsAsync($"{Domain}:lease:a:word"));
    }

    [Fact]
    public async Task GetOrCreate_ValueThatCannotBeReadBack_TellsEveryCallerAndIsNotKept()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        var calls = 0;

        foreach (var cache in (HybridCache[])[one, one, two])
            await Assert.ThrowsAsync<NotSupportedException>(async () =>
                await cache.GetOrCreateAsync("a:shape", _ => Count<Shape>(ref calls, new Disc()), cancellationToken: Cancellation));

        Assert.Equal(3, calls);
        Assert.False(await Server.Database.KeyExistsAsync(EntryOf("a:shape")));
    }

    [Fact]
    public async Task GetOrCreate_ManyItemsInOnePayloadTooLong_SayOnceThatTheyAreNotCached()
    {
        var node = await ToldNode.AddAsync(Fleet, Server.Endpoint, TimeSpan.FromSeconds(5));
        var list = Enumerable.Repeat("item", MaximumPayloadBytes).ToList();

        for (var i = 0; i < 3; i++)
            Assert.Equal(list, await node.Cache.GetOrCreateAsync($"a:list{i}", _ => new ValueTask<List<string>>(list), cancellationToken: Cancellation));

        Assert.Single(node.WarningsOf("MaximumPayloadBytes"));
        Assert.False(await Server.Database.KeyExistsAsync(EntryOf("a:list0")));
    }

    [Fact]
    public async Task Start_AnotherDistributedCacheIsNamed_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Fleet.AddAsync(configure: builder =>
            builder.Services.Configure<HybridCacheOptions>(options => options.DistributedCacheServiceKey = "theirs")));

        Assert.Contains("theirs", refused.Message, StringComparison.Ordinal);
    }

    // Half of a character would become another key in UTF-8. Microsoft's engine keeps it in memory.
    [Fact]
    public async Task Key_HalfOfACharacter_IsReadFromTheSourceAndSetAndRemovedWithoutAnError()
    {
        var cache = await Fleet.AddAsync();
        const string Key = "half\ud801 a character";
        var calls = 0;

        await cache.SetAsync(Key, "set", cancellationToken: Cancellation);
        await cache.RemoveAsync(Key, Cancellation);
        await cache.RemoveAsync((string)null!, Cancellation);
        for (var i = 0; i < 2; i++)
            Assert.Equal("value", await cache.GetOrCreateAsync(Key, _ => Count(ref calls, "value"), cancellationToken: Cancellation));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task AddKeyedCoherence_BesideTheOthers_IsACacheOfItsOwnDomain()
    {
        var node = await Fleet.AddServicesAsync(configure: builder => builder.Services.AddKeyedHybridCache("theirs", SetLimits)
            .AddKeyedCoherence("theirs", options => CoherenceNodes.Configure(options, Domain + "k", Server.Endpoint)));
        var (plain, keyed) = (node.GetRequiredService<HybridCache>(), node.GetRequiredKeyedService<HybridCache>("theirs"));

        await plain.GetOrCreateAsync("a:key", _ => new ValueTask<string>("plain"), cancellationToken: Cancellation);
        Assert.Equal("keyed", await keyed.GetOrCreateAsync("a:key", _ => new ValueTask<string>("keyed"), cancellationToken: Cancellation));
        await plain.RemoveByTagAsync("*", Cancellation);

        Assert.Equal("keyed", await keyed.GetOrCreateAsync("a:key", _ => new ValueTask<string>("other"), cancellationToken: Cancellation));
        Assert.IsType<CoherentHybridCache>(keyed);
    }

    // The factory's value counts for no time, so the older one must not come back.
    [Theory]
    [InlineData(0)]
    [InlineData(-100)]
    public async Task Set_KeptForNoTime_TheOlderValueIsGone(int seconds)
    {
        var cache = await Fleet.AddAsync();
        await cache.SetAsync("a:key", "old", cancellationToken: Cancellation);

        await cache.SetAsync("a:key", "gone", new() { Expiration = TimeSpan.FromSeconds(seconds) }, cancellationToken: Cancellation);

        Assert.NotEqual("old", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), cancellationToken: Cancellation));
    }

    // Wall clocks decide when an entry is over: that of a node which is ahead is later.
    [Fact]
    public async Task GetOrCreate_AlmostOverInRedis_IsServedAndKeptNoLongerThanItLasts()
    {
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(2), LocalCacheExpiration = TimeSpan.FromMinutes(1) };
        var one = await Fleet.AddAsync();
        var calls = 0;
        await one.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), options, cancellationToken: Cancellation);

        var (later, over) = (await Fleet.AddAsync(TimeSpan.FromSeconds(90)), await Fleet.AddAsync(TimeSpan.FromSeconds(121)));
        Assert.Equal("value", await later.GetOrCreateAsync("a:key", _ => Count(ref calls, "other"), options, cancellationToken: Cancellation));
        Assert.Equal("other", await over.GetOrCreateAsync("a:key", _ => Count(ref calls, "other"), options, cancellationToken: Cancellation));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Tags_Thousands_AreAllFenced()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        string[] tags = [.. Enumerable.Range(0, 5000).Select(i => $"tag{i}")];
        await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: tags, cancellationToken: Cancellation);
        Assert.Equal("old", await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: [], cancellationToken: Cancellation));

        await one.RemoveByTagAsync("tag4999", Cancellation);

        Assert.Equal("new", await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: tags, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Remove_ThousandsOfKeys_IsOneInvalidation()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        await two.GetOrCreateAsync("a:4999", _ => new ValueTask<string>("old"), cancellationToken: Cancellation);

        await one.RemoveAsync(Enumerable.Range(0, 5000).Select(i => $"a:{i}"), Cancellation);

        Assert.Equal("new", await one.GetOrCreateAsync("a:4999", _ => new ValueTask<string>("new"), cancellationToken: Cancellation));
    }

    private static async Task<CacheOrigin> OriginAsync(HybridCache cache, string key)
    {
        var reading = CacheReading.Begin();
        await cache.GetOrCreateAsync(key, _ => new ValueTask<string>("of the source"), cancellationToken: Cancellation);
        return reading.Origin;
    }

    internal abstract class Shape;

    internal sealed class Disc : Shape;

    private sealed class SilentSerializer : IHybridCacheSerializer<Word>
    {
        public Word Deserialize(ReadOnlySequence<byte> source) => new(source.IsEmpty ? "empty" : "not empty");

        public void Serialize(Word value, IBufferWriter<byte> target)
        {
        }
    }

    private sealed class BrokenSerializer : IHybridCacheSerializer<Word>
    {
        public Word Deserialize(ReadOnlySequence<byte> source) => throw new NotSupportedException();

        public void Serialize(Word value, IBufferWriter<byte> target) => throw new NotSupportedException();
    }
}
