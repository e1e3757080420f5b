using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>What Coherence promises beyond the abstraction.</summary>
public abstract partial class CoherenceContract(ServerFixture server) : HybridCacheContract(server)
{
    private const int Nodes = 4;
    private const int CallersPerNode = 250;

    public static TheoryData<string> Damages => ["empty", "foreign", "shorter", "longer", "flipped", "version", "other key"];

    [Fact]
    public async Task GetOrCreate_PayloadTooLong_IsReturnedToEverybodyAndNotKept()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        var large = new byte[MaximumPayloadBytes + 1];

        // A read that comes while the first is still cleaning up after itself shares its value.
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal(large.Length, (await cache.GetOrCreateAsync("a:large", _ => Count(ref calls, large), cancellationToken: Cancellation)).Length);
                return calls == 3;
            },
            "the factory runs for each read");
        Assert.False(await Server.Database.KeyExistsAsync(EntryOf("a:large")));
    }

    [Fact]
    public async Task GetOrCreate_ManyNodesAtOnce_RunTheFactoryOnce()
    {
        var caches = new HybridCache[Nodes];
        for (var i = 0; i < Nodes; i++)
            caches[i] = await Fleet.AddAsync();
        var calls = 0;
        var release = new TaskCompletionSource();

        var reads = caches.SelectMany(cache => Enumerable.Range(0, CallersPerNode).Select(_ => cache.GetOrCreateAsync(
            "a:cold",
            async cancellation =>
            {
                Interlocked.Increment(ref calls);
                await release.Task.WaitAsync(cancellation);
                return "value";
            },
            cancellationToken: Cancellation).AsTask())).ToArray();
        await Eventually.TrueAsync(() => ValueTask.FromResult(Volatile.Read(ref calls) > 0), "a node fills");
        release.SetResult();

        Assert.All(await Task.WhenAll(reads), value => Assert.Equal("value", value));
        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("tag")]
    [InlineData("everything")]
    public async Task Remove_OnOneNode_IsHeardByTheOthers(string what)
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: ["t1"], cancellationToken: Cancellation);
        Assert.Equal("old", await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("other"), tags: ["t1"], cancellationToken: Cancellation));

        await (what switch
        {
            "key" => one.RemoveAsync("a:key", Cancellation),
            "tag" => one.RemoveByTagAsync("t1", Cancellation),
            _ => one.RemoveByTagAsync("*", Cancellation),
        });

        await Eventually.TrueAsync(
            async () => await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1"], cancellationToken: Cancellation) == "new",
            "the other node serves the new value");
    }

    [Fact]
    public async Task Set_OnOneNode_ReplacesWhatOthersHaveInMemory()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), cancellationToken: Cancellation);

        await one.SetAsync("a:key", "new", cancellationToken: Cancellation);

        await Eventually.TrueAsync(
            async () => await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("other"), cancellationToken: Cancellation) != "old",
            "the other node has heard of the write");
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task GetOrCreate_EntryIsDamaged_IsMadeAnew(string damage)
    {
        await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => new ValueTask<string>("value"), cancellationToken: Cancellation);
        await StoredAsync(Server, "a:key");
        var entry = (byte[])(await Server.Database.StringGetAsync(EntryOf("a:key")))!;
        await Server.Database.StringSetAsync(EntryOf(damage == "other key" ? "a:other" : "a:key"), Damage(entry, damage));
        var key = damage == "other key" ? "a:other" : "a:key";
        var calls = 0;

        var value = await (await Fleet.AddAsync()).GetOrCreateAsync(key, _ => Count(ref calls, "anew"), cancellationToken: Cancellation);

        Assert.Equal(("anew", 1), (value, calls));
    }

    [Fact]
    public async Task GetOrCreate_EntryOfAnotherType_IsMadeAnew()
    {
        await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => new ValueTask<Price>(new Price(1, "EUR")), cancellationToken: Cancellation);

        var value = await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => new ValueTask<int>(7), cancellationToken: Cancellation);

        Assert.Equal(7, value);
    }

    [Fact]
    public async Task GetOrCreate_FencesAreLost_TheEntryIsMadeAnew()
    {
        var one = await Fleet.AddAsync();
        await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: ["t1"], cancellationToken: Cancellation);
        // Had nothing at all been invalidated since the fill, a lost fence would say nothing against the entry.
        await one.RemoveByTagAsync("t1", Cancellation);
        await Server.Database.KeyDeleteAsync($"{{{Domain}}}:fence:t:t1");

        var value = await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1"], cancellationToken: Cancellation);

        Assert.Equal("new", value);
    }

    [Fact]
    public async Task GetOrCreate_LeaseOfAFillerThatDied_IsWaitedForAndThenDoneWithout()
    {
        await Server.Database.StringSetAsync($"{Domain}:lease:a:key", "somebody who died");
        var calls = 0;

        var value = await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), cancellationToken: Cancellation);

        Assert.Equal(("value", 1), (value, calls));
    }

    protected override IHybridCacheBuilder Register(IServiceCollection services, string endpoint) =>
        services.AddHybridCache(SetLimits).AddCoherence(options => CoherenceNodes.Configure(options, Domain, endpoint));

    // Callers do not wait for Redis to have what they got.
    protected override async ValueTask StoredAsync(ServerFixture server, string key) =>
        await Eventually.TrueAsync(async () => await server.Database.KeyExistsAsync(EntryOf(key)), "Redis has the entry");

    private static byte[] Damage(byte[] entry, string damage)
    {
        switch (damage)
        {
            case "empty":
                return [];
            case "foreign":
                return "{ \"json\": true }"u8.ToArray();
            case "shorter":
                return entry[..^1];
            case "longer":
                return [.. entry, 0];
            case "flipped":
                entry[^1] ^= 1;
                return entry;
            case "version":
                entry[2]++;
                return entry;
            default:
                return entry;
        }
    }

    private RedisKey EntryOf(string key) => $"{Domain}:v:{key}";
}
