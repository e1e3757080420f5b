using AspireCache.TestSupport.Faults;
using AspireCache.TestSupport.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.ServiceDefaults.Tests.Redis;

/// <summary>What a service keeps to while its Redis fails, whichever server that is.</summary>
public abstract class RedisFaultContract : IAsyncLifetime
{
    private static readonly HybridCacheEntryOptions SharedOnly = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
    private static readonly DistributedCacheEntryOptions Forever = new();

    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private IRedisServer _server = null!;
    private FaultProxy _proxy = null!;
    private ServiceHost? _host;

    private CancellationToken Token => _deadline.Token;

    private ServiceHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        _deadline.CancelAfter(TimeSpan.FromMinutes(1));
        _server = await StartServerAsync(Token);
        _proxy = FaultProxy.Start(_server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Page_RedisThere_IsServedFromTheCacheUntilItIsEvicted()
    {
        await StartHostAsync();

        Assert.Equal("1", await Host.GetPageAsync(Token));
        Assert.Equal("1", await Host.GetPageAsync(Token));
        await Host.OutputCache.EvictByTagAsync("pages", Token);
        Assert.Equal("2", await Host.GetPageAsync(Token));
    }

    [Fact]
    public async Task Start_RedisAbsent_ServesWithoutAndUsesItOnceItIsThere()
    {
        await _proxy.RefuseAsync();
        await StartHostAsync(available: false);

        Assert.Equal("1", await Host.GetPageAsync(Token));
        Assert.Equal("2", await Host.GetPageAsync(Token));

        _proxy.Pass();
        await Host.AvailableAsync(Token);
        Assert.Equal("3", await Host.GetPageAsync(Token));
        Assert.Equal("3", await Host.GetPageAsync(Token));
    }

    [Fact]
    public async Task Start_RedisHangs_ServesWithout()
    {
        _proxy.Hang();
        await StartHostAsync(available: false);

        Assert.Equal("1", await Host.GetPageAsync(Token));

        _proxy.Pass();
        await Host.AvailableAsync(Token);
    }

    [Theory]
    [InlineData(Flow.Both)]
    [InlineData(Flow.Answers)]
    public async Task Page_RedisHangs_IsServedAndRedisIsSoonLeftAlone(Flow flow)
    {
        await StartHostAsync();
        await Host.GetPageAsync(Token);

        _proxy.Hang(flow);
        Assert.Equal("2", await Host.GetPageAsync(Token));
        await Host.UnavailableAsync(Token);
        for (var request = 3; request < 50; request++)
            Assert.Equal($"{request}", await Host.GetPageAsync(Token));

        _proxy.Pass();
        await Host.AvailableAsync(Token);
    }

    [Fact]
    public async Task Evict_RedisHangs_TheOldPageDoesNotComeBackWithRedis()
    {
        await StartHostAsync();
        Assert.Equal("1", await Host.GetPageAsync(Token));

        _proxy.Hang();
        await Host.OutputCache.EvictByTagAsync("pages", Token);
        Assert.Equal("2", await Host.GetPageAsync(Token));
        await Host.UnavailableAsync(Token);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        // The second one is newer than the eviction: it may have arrived after all.
        Assert.NotEqual("1", await Host.GetPageAsync(Token));
    }

    [Fact]
    public async Task Evict_RedisRefuses_TheOldPageDoesNotComeBackWithRedis()
    {
        await StartHostAsync();
        Assert.Equal("1", await Host.GetPageAsync(Token));

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        await Host.OutputCache.EvictByTagAsync("pages", Token);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        Assert.Equal("2", await Host.GetPageAsync(Token));
    }

    [Fact]
    public async Task Evict_MoreThanAreRemembered_NoOldPageComesBackWithRedis()
    {
        await StartHostAsync(settings: ("RedisGuard:MaxRememberedInvalidations", "3"));
        Assert.Equal("1", await Host.GetPageAsync(Token));

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        await Host.OutputCache.EvictByTagAsync("pages", Token);
        for (var tag = 0; tag < 5; tag++)
            await Host.OutputCache.EvictByTagAsync($"other-{tag}", Token);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        Assert.Equal("2", await Host.GetPageAsync(Token));
    }

    [Fact]
    public async Task Remove_RedisRefuses_TheOldEntryDoesNotComeBackWithRedis()
    {
        await StartHostAsync();
        await Host.DistributedCache.SetStringAsync("key", "old", Forever, Token);
        await Host.DistributedCache.SetStringAsync("other", "kept", Forever, Token);

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        Assert.Null(await Host.DistributedCache.GetStringAsync("key", Token));
        await Host.DistributedCache.RemoveAsync("key", Token);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        Assert.Null(await Host.DistributedCache.GetStringAsync("key", Token));
        Assert.Equal("kept", await Host.DistributedCache.GetStringAsync("other", Token));
    }

    [Fact]
    public async Task HybridTag_InvalidatedWhileRedisRefuses_OldEntriesDoNotComeBackAnywhere()
    {
        await StartHostAsync();
        await using var other = await ServiceHost.StartAsync($"127.0.0.1:{_server.Port}", Token);
        await other.AvailableAsync(Token);
        Assert.Equal("old", await Host.HybridCache.GetOrCreateAsync("key", _ => ValueTask.FromResult("old"), SharedOnly, ["tag"], Token));

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        await Host.HybridCache.RemoveByTagAsync("tag", Token);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        Assert.Equal("new", await Host.HybridCache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), SharedOnly, ["tag"], Token));
        Assert.NotEqual("old", await other.HybridCache.GetOrCreateAsync("key", _ => ValueTask.FromResult("newer"), SharedOnly, ["tag"], Token));
    }

    [Fact]
    public async Task Retarget_ToAnotherServer_ItsEntriesAreNotTrusted()
    {
        await StartHostAsync();
        await using var another = await StartServerAsync(Token);
        await using (var earlier = await ServiceHost.StartAsync($"127.0.0.1:{another.Port}", Token))
        {
            await earlier.AvailableAsync(Token);
            Assert.Equal("1", await earlier.GetPageAsync(Token));
            Assert.Equal("1", await earlier.GetPageAsync(Token));
        }

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        _proxy.Retarget(another.Port);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        Assert.Equal("1", await Host.GetPageAsync(Token));
        Assert.Equal("1", await Host.GetPageAsync(Token));
        Assert.Equal("entries deleted", Host.LastRecovery[.."entries deleted".Length]);
    }

    [Fact]
    public async Task Reconnect_TheSameServer_ItsEntriesAreKept()
    {
        await StartHostAsync();
        Assert.Equal("1", await Host.GetPageAsync(Token));

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        _proxy.Pass();
        await Host.AvailableAsync(Token);

        Assert.Equal("1", await Host.GetPageAsync(Token));
    }

    [Fact]
    public async Task Health_RedisComesAndGoes_IsDegradedAndBack()
    {
        await StartHostAsync();
        Assert.Equal("Healthy", await Host.Client.GetStringAsync("/health", Token));

        await _proxy.RefuseAsync();
        await Host.UnavailableAsync(Token);
        Assert.Equal("Degraded", await Host.Client.GetStringAsync("/health", Token));

        _proxy.Pass();
        await Host.AvailableAsync(Token);
        Assert.Equal("Healthy", await Host.Client.GetStringAsync("/health", Token));
    }

    [Fact]
    public async Task Health_RedisHangs_AnswersDegraded()
    {
        await StartHostAsync(settings: ("Health:CheckTimeout", "00:00:00.200"));
        _proxy.Hang();

        Assert.Equal("Degraded", await Host.Client.GetStringAsync("/health", Token));
        Assert.Equal("Healthy", await Host.Client.GetStringAsync("/alive", Token));
    }

    /// <summary>Starts one more server.</summary>
    protected abstract Task<IRedisServer> StartServerAsync(CancellationToken cancellationToken);

    private async Task StartHostAsync(bool available = true, params (string Key, string Value)[] settings)
    {
        _host = await ServiceHost.StartAsync(_proxy.Endpoint, Token, settings);
        if (available)
            await _host.AvailableAsync(Token);
    }
}
