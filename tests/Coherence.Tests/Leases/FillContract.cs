using System.Globalization;
using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>Fills against a server: what they store, whatever the node has not heard.</summary>
public abstract class FillContract(ServerFixture server) : IAsyncLifetime
{
    private static readonly HybridCacheEntryOptions Usual = new();
    private static readonly HybridCacheEntryOptions WithoutLooking = new() { Flags = HybridCacheEntryFlags.DisableDistributedCacheRead };

    private readonly string _domain = $"f{Guid.NewGuid():N}";
    private Fleet _fleet = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _fleet = new Fleet(services => services.AddHybridCache().AddCoherence(options =>
        {
            CoherenceNodes.Configure(options, _domain, server.Endpoint);
            options.LeaseWait = TimeSpan.Zero;
        }));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nested_TheEventHasNotBeenHeard_TheOuterValueIsMadeOfNothingOld(bool looks)
    {
        var node = await _fleet.AddAsync();
        await InnerAsync(node, "old");
        await InvalidateUnheardAsync("k:a:inner", "t:rows");

        var outer = await OuterAsync(node, "new", looks ? Usual : WithoutLooking);

        Assert.Equal("new", outer);
        Assert.Equal("new", await OuterAsync(await _fleet.AddAsync(), "newer", Usual));
    }

    // Keys that were removed together: the outer entry carries no tag of the inner one.
    [Fact]
    public async Task Nested_BothKeysWereRemovedTogetherUnheard_TheOuterValueIsMadeOfNothingOld()
    {
        var node = await _fleet.AddAsync();
        await node.GetOrCreateAsync("a:inner", _ => ValueTask.FromResult("old"), cancellationToken: Cancellation);
        await InvalidateUnheardAsync("k:a:inner", "k:b:outer");

        var outer = await node.GetOrCreateAsync(
            "b:outer", async _ => await node.GetOrCreateAsync("a:inner", _ => ValueTask.FromResult("new"), cancellationToken: Cancellation), cancellationToken: Cancellation);

        Assert.Equal("new", outer);
    }

    // What an output cache does: the stamp comes first, then the page is made of what the cache has.
    [Fact]
    public async Task Stamp_TheEventHasNotBeenHeard_NothingOldIsReadAfterIt()
    {
        var node = await _fleet.AddAsync();
        await InnerAsync(node, "old");
        await InvalidateUnheardAsync("t:rows");

        Assert.NotNull(await ((CoherentHybridCache)node).StampAsync(["rows"], TimeSpan.FromMinutes(1)));

        Assert.Equal("new", await InnerAsync(node, "new"));
    }

    [Fact]
    public async Task Read_AFenceIsLostOfATagThatTheCallerDoesNotName_MakesTheEntryAnew()
    {
        await InnerAsync(await _fleet.AddAsync(), "old");
        await InvalidateUnheardAsync("t:rows");
        await server.Database.KeyDeleteAsync(FenceOf("t:rows"));

        var node = await _fleet.AddAsync();

        Assert.Equal("new", await node.GetOrCreateAsync("a:inner", _ => ValueTask.FromResult("new"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Read_AFenceIsThereOfATagThatTheCallerDoesNotName_BringsTheEntry()
    {
        await InnerAsync(await _fleet.AddAsync(), "value");

        var node = await _fleet.AddAsync();

        Assert.Equal("value", await node.GetOrCreateAsync("a:inner", _ => ValueTask.FromResult("other"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Fill_TheLeaseIsOfAnEpochThatIsOver_IsStored()
    {
        var node = await _fleet.AddAsync();
        var epoch = await EpochOfAsync(node);
        await server.Database.StringSetAsync($"{_domain}:lease:a:inner", string.Create(CultureInfo.InvariantCulture, $"{epoch - 1} nobody"));

        await InnerAsync(node, "value");

        Assert.True(await server.Database.KeyExistsAsync($"{_domain}:v:a:inner"));
    }

    [Fact]
    public async Task Fill_SomebodyElseHoldsTheLease_LeavesItWhereItIs()
    {
        var node = await _fleet.AddAsync();
        var epoch = await EpochOfAsync(node);
        var lease = string.Create(CultureInfo.InvariantCulture, $"{epoch} another");
        await server.Database.StringSetAsync($"{_domain}:lease:a:inner", lease);

        Assert.Equal("value", await InnerAsync(node, "value"));

        Assert.Equal(lease, (string?)await server.Database.StringGetAsync($"{_domain}:lease:a:inner"));
        Assert.False(await server.Database.KeyExistsAsync($"{_domain}:v:a:inner"));
    }

    // A node starts without Redis where that does not answer in time, on a busy machine.
    private static async Task<long> EpochOfAsync(HybridCache node)
    {
        var view = ((CoherentHybridCache)node).Core.View;
        await Eventually.TrueAsync(() => ValueTask.FromResult(view.Current.Epoch > 0), "the node knows the epoch");
        return view.Current.Epoch;
    }

    private static ValueTask<string> ReadInnerAsync(HybridCache node, string source) =>
        node.GetOrCreateAsync("a:inner", _ => ValueTask.FromResult(source), tags: ["rows"], cancellationToken: Cancellation);

    private static async Task<string> InnerAsync(HybridCache node, string source)
    {
        var value = await ReadInnerAsync(node, source);
        await node.FillsEndAsync();
        return value;
    }

    private static async Task<string> OuterAsync(HybridCache node, string source, HybridCacheEntryOptions options)
    {
        var value = await node.GetOrCreateAsync("b:outer", async _ => await ReadInnerAsync(node, source), options, ["rows"], Cancellation);
        await node.FillsEndAsync();
        return value;
    }

    private string FenceOf(string tag) => $"{{{_domain}}}:fence:{tag}";

    /// <summary>An invalidation whose event no node has heard yet.</summary>
    private async Task InvalidateUnheardAsync(params string[] tags)
    {
        var clock = ((string?)await server.Database.StringGetAsync($"{{{_domain}}}:clock"))!.Split(' ');
        clock[1] = (long.Parse(clock[1], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        foreach (var tag in tags)
            await server.Database.StringSetAsync(FenceOf(tag), clock[1]);
        await server.Database.StringSetAsync($"{{{_domain}}}:clock", string.Join(' ', clock));
    }
}
