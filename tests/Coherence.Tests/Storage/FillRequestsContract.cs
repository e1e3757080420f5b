using System.Globalization;
using System.Text;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>What a fill asks of a server, from its beginning to its end.</summary>
public abstract class FillRequestsContract(ServerFixture server) : IAsyncLifetime
{
    private const string Key = "a:key";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly string[] Tags = ["k:a:key", "n:a", "*"];

    private readonly string _domain = $"b{Guid.NewGuid():N}";
    private RedisConnection _connection = null!;
    private RedisDomain _redis = null!;
    private Knowledge _known;

    public async ValueTask InitializeAsync()
    {
        _connection = new RedisConnection(ConfigurationOptions.Parse(server.Endpoint), NullLogger.Instance);
        _redis = new RedisDomain(_connection, new CoherenceOptions { Domain = _domain });
        var clock = (await _redis.SyncAsync(default, raise: false)).Clock;
        _known = new Knowledge(clock.Epoch, clock.Tick);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task BeginFill_NothingIsThere_MakesTheFencesAndTakesTheLease()
    {
        using var start = await BeginAsync("one");

        Assert.Equal((true, new DomainClock(_known.Epoch, _known.Tick), true), (start.HasLease, start.Snapshot.Clock, start.Snapshot.Entry.IsEmpty));
        Assert.Equal(Enumerable.Repeat(_known.Tick, Tags.Length), start.Snapshot.Fences.ToArray());
        foreach (var tag in Tags)
            Assert.Equal(_known.Tick, (long)await server.Database.StringGetAsync(FenceOf(tag)));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task BeginFill_AnEntryIsThere_ShowsItAndTakesTheLeaseOnlyWhereItIsToBeReplaced(bool unlessThere, bool hasLease)
    {
        byte[] entry = [0, 1, 2, 255];
        await _redis.StoreAsync(Key, entry, Lifetime, lease: null, isSensitive: false);

        using var start = await BeginAsync("one", unlessThere);

        Assert.Equal(hasLease, start.HasLease);
        Assert.Equal(entry, start.Snapshot.Entry.ToArray());
        Assert.Equal(hasLease, await server.Database.KeyExistsAsync(LeaseKey));
    }

    [Fact]
    public async Task BeginFill_TagsWereInvalidated_ShowsTheirFences()
    {
        (await BeginAsync("one")).Dispose();
        var told = await _redis.InvalidateAsync(["n:a"], null, _known);

        using var start = await BeginAsync("one");

        Assert.Equal([_known.Tick, told.Clock.Tick, _known.Tick], start.Snapshot.Fences.ToArray());
    }

    [Fact]
    public async Task BeginFill_MoreTagsThanLuaReturnsAtOnce_KeepsAllOfThem()
    {
        string[] tags = [.. Enumerable.Range(0, 9_000).Select(tag => string.Create(CultureInfo.InvariantCulture, $"t:{tag}"))];
        await _redis.InvalidateAsync([tags[^1]], null, _known);

        using var start = await _redis.BeginFillAsync(Key, tags, "one", _known, Lifetime, unlessThere: false);

        Assert.True(start.HasLease);
        Assert.All(start.Snapshot.Fences.ToArray(), fence => Assert.Equal(_known.Tick + 1, fence));
        Assert.Equal(tags.Length, start.Snapshot.Fences.Length);
    }

    [Theory]
    [InlineData("one", true)]
    [InlineData("another", false)]
    public async Task Store_WithALease_ReturnsItWhereItIsTheHolders(string lease, bool isReturned)
    {
        (await BeginAsync("one")).Dispose();

        Assert.Equal(isReturned, await _redis.StoreAsync(Key, Encoding.UTF8.GetBytes("entry"), Lifetime, lease, isSensitive: false));

        Assert.Equal("entry", (string?)await server.Database.StringGetAsync($"{_domain}:v:{Key}"));
        Assert.Equal(!isReturned, await server.Database.KeyExistsAsync(LeaseKey));
        Assert.InRange((await server.Database.KeyTimeToLiveAsync($"{_domain}:v:{Key}"))!.Value, Lifetime / 2, Lifetime);
    }

    [Fact]
    public async Task Requests_TheServerHasForgottenItsScripts_SendThemAgain()
    {
        (await BeginAsync("one")).Dispose();
        await server.Database.ExecuteAsync("SCRIPT", "FLUSH");

        using var start = await BeginAsync("one");

        Assert.True(start.HasLease);
    }

    private string LeaseKey => $"{_domain}:lease:{Key}";

    private string FenceOf(string tag) => $"{{{_domain}}}:fence:{tag}";

    private ValueTask<FillStart> BeginAsync(string lease, bool unlessThere = false) => _redis.BeginFillAsync(Key, Tags, lease, _known, Lifetime, unlessThere);
}
