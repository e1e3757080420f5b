using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using AspireCache.TestSupport.Redis;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>What tests of faults need: servers of their own, and nodes that reach them through proxies.</summary>
public abstract class FaultContract : IAsyncLifetime
{
    public static readonly TimeSpan RedisTimeout = TimeSpan.FromMilliseconds(100);

    private readonly List<IAsyncDisposable> _owned = [];
    private string _endpoint = "";

    public static TheoryData<RedisFault> Faults => [.. Enum.GetValues<RedisFault>()];

    private protected IRedisServer Server { get; private set; } = null!;

    private protected Fleet Fleet { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Fleet = new Fleet(Register);
        Server = await StartServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IRedisServer> StartAsync(CancellationToken cancellationToken);

    protected async Task<IRedisServer> StartServerAsync()
    {
        var server = await StartAsync(Cancellation);
        _owned.Add(server);
        return server;
    }

    private protected FaultProxy StartProxy()
    {
        var proxy = FaultProxy.Start(Server.Port);
        _owned.Add(proxy);
        return proxy;
    }

    /// <summary>A node whose way to Redis is the proxy.</summary>
    private protected Task<HybridCache> AddNodeAsync(FaultProxy way, Action<CoherenceOptions>? configure = null) => AddNodeAsync(way.Endpoint, configure);

    /// <summary>A node whose way to Redis does not fail.</summary>
    private protected Task<HybridCache> AddNodeAsync(Action<CoherenceOptions>? configure = null) => AddNodeAsync($"127.0.0.1:{Server.Port}", configure);

    private Task<HybridCache> AddNodeAsync(string endpoint, Action<CoherenceOptions>? configure)
    {
        _endpoint = endpoint;
        return Fleet.AddAsync(configure: builder =>
        {
            if (configure is not null)
                builder.Services.Configure(configure);
        });
    }

    private IHybridCacheBuilder Register(IServiceCollection services)
    {
        var endpoint = _endpoint;
        return services.AddHybridCache().AddCoherence(options =>
        {
            options.ConnectionString = endpoint;
            options.RedisTimeout = RedisTimeout;
            // While Redis is away each invalidation would wait for it.
            options.InvalidationTimeout = RedisTimeout * 3;
            options.DetachedAfter = TimeSpan.FromSeconds(1);
        });
    }

    private protected static ValueTask<string> ReadAsync(HybridCache node, string key, string source) =>
        node.GetOrCreateAsync(key, _ => ValueTask.FromResult(source), cancellationToken: Cancellation);

    /// <summary>A new key that one node fills is there for the other: both reach Redis.</summary>
    private protected static Task UntilSharedAsync(HybridCache one, HybridCache two) =>
        Eventually.TrueAsync(
            async () =>
            {
                var key = $"shared:{Guid.NewGuid():N}";
                await ReadAsync(one, key, "of the first");
                return await ReadAsync(two, key, "of the second") == "of the first";
            },
            "the nodes share entries");
}
