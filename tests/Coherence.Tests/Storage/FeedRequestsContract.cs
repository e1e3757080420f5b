using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>What nodes that missed events ask of a server, and how long what they need stays there.</summary>
public abstract class FeedRequestsContract(ServerFixture server) : IAsyncLifetime
{
    private const int Events = 1_100;
    private const int Page = 256 * 1024;

    private readonly string _domain = $"d{Guid.NewGuid():N}";
    private readonly CoherenceMetrics _metrics = new(null, "feed");
    private readonly DomainView _view = new();
    private RedisConnection _connection = null!;
    private RedisDomain _redis = null!;
    private DomainLink _link = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = new RedisConnection(ConfigurationOptions.Parse(server.Endpoint), NullLogger.Instance);
        _redis = new RedisDomain(_connection, new CoherenceOptions { Domain = _domain, LogLength = 5_000, FenceLifetime = TimeSpan.FromMinutes(1) });
        _link = new DomainLink(_redis, _redis, _view, Runtime.For(TimeProvider.System), _metrics, NullLogger.Instance);
        Assert.True(await _link.SyncAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _metrics.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Sync_AsManyMissedAsTheLogHolds_ForgetsNothing()
    {
        var (before, cells) = (_view.Current, _view.Current.CellsOf(["t:0", $"t:{Events - 1}", "t:none"]));
        for (var i = 0; i < Events; i++)
            await _redis.InvalidateAsync([$"t:{i}"], null, default);

        Assert.True(await _link.SyncAsync());

        Assert.Same(before, _view.Current);
        Assert.Equal(before.Floor + Events, before.LastTick);
        Assert.Equal([before.Floor + 1, before.Floor + Events, 0], cells.Select(cell => cell.Fence));
    }

    [Fact]
    public async Task Sync_MuchMissed_ComesInPagesThatAreBounded()
    {
        const int large = 60;
        string[] tags = [.. Enumerable.Range(0, InvalidationChunk.MostTags).Select(i => $"t:{i} {new string('x', 20)}")];
        var (before, known) = (_view.Current, _view.Known);
        for (var i = 0; i < large; i++)
            await _redis.InvalidateAsync(tags, null, default);

        var page = await _redis.SyncAsync(known, raise: false);
        Assert.True(page.HasMore);
        Assert.InRange(page.Events.Sum(told => told.Tags.Sum(tag => tag.Length + 1)), 1, Page + InvalidationChunk.MostCharacters);
        Assert.True(await _link.SyncAsync());

        Assert.Same(before, _view.Current);
        Assert.Equal(before.Floor + large, before.LastTick);
    }

    [Fact]
    public async Task Sync_LogIsShorterThanWhatWasMissed_ForgetsEverything()
    {
        var before = _view.Current;
        for (var i = 0; i < 3; i++)
            await _redis.InvalidateAsync([$"t:{i}"], null, default);
        await server.Database.SortedSetRemoveRangeByRankAsync($"{{{_domain}}}:log", 0, 0);

        Assert.True(await _link.SyncAsync());

        Assert.NotSame(before, _view.Current);
    }

    // FenceLifetime is a minute: renewed only where less is left than the value lives.
    [Fact]
    public async Task Invalidate_WithAValueAgain_KeepsEveryFenceForAsLongAsTheValue()
    {
        var lifetime = TimeSpan.FromSeconds(50);
        string[] others = ["n:a", "*", "t:tag"];
        await SetAsync();
        foreach (var fence in others)
            await server.Database.KeyExpireAsync(FenceOf(fence), TimeSpan.FromSeconds(30));

        var told = await SetAsync();

        foreach (var fence in (string[])["k:a:key", .. others])
            Assert.True(await server.Database.KeyTimeToLiveAsync(FenceOf(fence)) > lifetime, $"The fence {fence} ends before the value.");
        // As old as before: other values that need them are not invalidated by it.
        Assert.True((long)await server.Database.StringGetAsync(FenceOf("*")) < told.Clock.Tick);

        ValueTask<InvalidationAnswer> SetAsync() => _redis.InvalidateAsync(["k:a:key"], new WriteClaim(others, _view.Stamp(["k:a:key", .. others]), lifetime, static _ => { }), default);
    }

    private string FenceOf(string tag) => $"{{{_domain}}}:fence:{tag}";
}
