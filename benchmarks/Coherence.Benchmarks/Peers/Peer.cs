using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Peers;

/// <summary>One engine with its services, set up as its documentation says, with the same lifetimes and limits as the others.</summary>
internal sealed class Peer : IAsyncDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ServiceProvider _services;

    private Peer(ServiceProvider services) => _services = services;

    public HybridCache Hybrid => _services.GetRequiredService<HybridCache>();

    public IFusionCache Fusion => _services.GetRequiredService<IFusionCache>();

    public static async Task<Peer> StartAsync(Engine engine, PeerOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        switch (engine)
        {
            case Engine.Microsoft:
                AddMicrosoft(services, options);
                break;
            case Engine.Fusion:
                AddFusion(services, options);
                break;
            case Engine.Coherence:
                AddCoherence(services, options);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(engine));
        }

        var built = services.BuildServiceProvider();
        foreach (var hosted in built.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return new Peer(built);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static void AddMicrosoft(ServiceCollection services, PeerOptions options)
    {
        if (options.LocalEntries is { } entries)
            services.AddMemoryCache(memory => memory.SizeLimit = (long)entries * options.EntryBytes);
        services.AddStackExchangeRedisCache(redis =>
        {
            redis.Configuration = options.Redis;
            redis.InstanceName = "microsoft:";
        });
        services.AddHybridCache(SetLifetime);
    }

    private static void AddFusion(ServiceCollection services, PeerOptions options)
    {
        services.AddStackExchangeRedisCache(redis =>
        {
            redis.Configuration = options.Redis;
            redis.InstanceName = "fusion:";
        });
        var builder = services.AddFusionCache()
            .WithOptions(fusion => fusion.DefaultEntryOptions = new FusionCacheEntryOptions(Lifetime) { Size = options.LocalEntries is null ? null : 1 })
            .WithSerializer(new FusionJson())
            .WithRegisteredDistributedCache();
        if (options.LocalEntries is { } entries)
            builder.WithMemoryCache(new MemoryCache(new MemoryCacheOptions { SizeLimit = entries }));
    }

    private static void AddCoherence(ServiceCollection services, PeerOptions options)
    {
        services.AddHybridCache(SetLifetime).AddCoherence(coherence =>
        {
            coherence.ConnectionString = options.Redis;
            coherence.Domain = "bench";
            coherence.LocalEntries = options.LocalEntries ?? PeerOptions.Plenty;
            coherence.LocalBytes = 1L << 32;
            // On a busy machine the usual limits strike now and then, and what follows is not what is measured.
            coherence.RedisTimeout = TimeSpan.FromSeconds(5);
            coherence.DetachedAfter = TimeSpan.FromMinutes(1);
        });
    }

    private static void SetLifetime(HybridCacheOptions hybrid) =>
        hybrid.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = Lifetime, LocalCacheExpiration = Lifetime };
}
