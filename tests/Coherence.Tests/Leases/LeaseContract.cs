using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>Whose a lease is, as the server's scripts see it.</summary>
public abstract class LeaseContract(ServerFixture server) : IAsyncLifetime
{
    private const string Key = "a:key";

    private readonly string _domain = $"l{Guid.NewGuid():N}";
    private RedisConnection _connection = null!;
    private RedisDomain _redis = null!;
    private Knowledge _known;

    public async ValueTask InitializeAsync()
    {
        _connection = new RedisConnection(ConfigurationOptions.Parse(server.Endpoint), NullLogger.Instance);
        _redis = new RedisDomain(_connection, new CoherenceOptions { Domain = _domain, LeaseDuration = TimeSpan.FromMinutes(10) });
        var clock = (await _redis.SyncAsync(default, raise: false)).Clock;
        _known = new Knowledge(clock.Epoch, clock.Tick);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Lease_IsHeld_IsNobodyElses()
    {
        Assert.True(await TakeAsync("one", _known));
        Assert.False(await TakeAsync("two", _known));

        await _redis.ReleaseAsync(Key, "two");

        Assert.False(await TakeAsync("two", _known));
        await _redis.ReleaseAsync(Key, "one");
        Assert.True(await TakeAsync("two", _known));
    }

    [Fact]
    public async Task Lease_OfAnEpochThatIsOver_IsNobodys()
    {
        Assert.True(await TakeAsync("one", _known));
        var clock = (await _redis.SyncAsync(_known, raise: true)).Clock;

        Assert.True(await TakeAsync("two", new Knowledge(clock.Epoch, clock.Tick)));

        Assert.False(await TakeAsync("one", _known));
        await _redis.ReleaseAsync(Key, "one");
        Assert.True(await _redis.RenewAsync(Key, "two", _known));
    }

    [Fact]
    public async Task Lease_WithoutAnEpoch_IsHeld()
    {
        await server.Database.StringSetAsync(LeaseKey, "of an older version");

        Assert.False(await TakeAsync("one", _known));
    }

    [Fact]
    public async Task Lease_SomebodyElsesValueStandsThere_IsTaken()
    {
        await server.Database.ListRightPushAsync(LeaseKey, "a list");

        Assert.True(await TakeAsync("one", _known));
    }

    [Fact]
    public async Task Renew_Held_LastsAsLongAsANewOne()
    {
        await TakeAsync("one", _known);
        await server.Database.KeyExpireAsync(LeaseKey, TimeSpan.FromMinutes(1));

        Assert.False(await _redis.RenewAsync(Key, "two", _known));
        Assert.True(await _redis.RenewAsync(Key, "one", _known));

        Assert.True(await server.Database.KeyTimeToLiveAsync(LeaseKey) > TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Renew_Gone_TakesNone()
    {
        Assert.False(await _redis.RenewAsync(Key, "one", _known));

        Assert.False(await server.Database.KeyExistsAsync(LeaseKey));
    }

    private RedisKey LeaseKey => $"{_domain}:lease:{Key}";

    private async Task<bool> TakeAsync(string token, Knowledge known)
    {
        using var start = await _redis.BeginFillAsync(Key, ["k:a:key"], token, known, TimeSpan.FromMinutes(1), unlessThere: false);
        return start.HasLease;
    }
}
