using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>A read that finds its value in Redis: one caller after the other, memory left out of it.</summary>
public class RedisHitBenchmarks
{
    private const string Key = "product:1";

    private static readonly string[] Tags = ["brand:7", "category:3"];
    private static readonly HybridCacheEntryOptions RedisOnly = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
    private static readonly FusionCacheEntryOptions FusionRedisOnly = new(Peer.Lifetime) { SkipMemoryCacheRead = true, SkipMemoryCacheWrite = true };

    private PeerSet _peers = null!;

    [Params(ServerKind.Garnet, ServerKind.Redis)]
    public ServerKind Server { get; set; }

    /// <summary>About the length of the payload.</summary>
    [Params(200, 8_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _peers = await PeerSet.StartAsync(Server);
        var product = Product.Create(1, Bytes - 100);
        await _peers.Microsoft.SetAsync(Key, product, null, Tags);
        await _peers.Fusion.SetAsync(Key, product, (FusionCacheEntryOptions?)null, Tags);
        await _peers.Coherence.SetAsync(Key, product, null, Tags);
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _peers.DisposeAsync();

    [Benchmark(Baseline = true, Description = "Microsoft")]
    public ValueTask<Product> Microsoft() => _peers.Microsoft.GetOrCreateAsync(Key, FailAsync, RedisOnly, Tags);

    [Benchmark(Description = "FusionCache")]
    public ValueTask<Product> Fusion() => _peers.Fusion.GetOrSetAsync<Product>(Key, FailTaskAsync, FusionRedisOnly, Tags);

    [Benchmark(Description = "Coherence")]
    public ValueTask<Product> Coherence() => _peers.Coherence.GetOrCreateAsync(Key, FailAsync, RedisOnly, Tags);

    private static ValueTask<Product> FailAsync(CancellationToken cancellationToken) => throw NotFound();

    private static Task<Product> FailTaskAsync(CancellationToken cancellationToken) => throw NotFound();

    private static InvalidOperationException NotFound() => new("The value was not found in Redis: this measures something else.");
}
