using System.Globalization;
using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using BenchmarkDotNet.Attributes;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>A read of a key that nobody has: the engine looks everywhere, runs a factory that costs nothing, and stores the value.</summary>
public class MissBenchmarks
{
    private static readonly string[] Tags = ["brand:7", "category:3"];

    private PeerSet _peers = null!;
    private long _next;

    [Params(ServerKind.Garnet, ServerKind.Redis)]
    public ServerKind Server { get; set; }

    // Bounded, or the memory of a long run is what is measured.
    [GlobalSetup]
    public async Task SetUpAsync() => _peers = await PeerSet.StartAsync(Server, localEntries: 10_000, entryBytes: 200);

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _peers.DisposeAsync();

    [Benchmark(Baseline = true, Description = "Microsoft")]
    public ValueTask<Product> Microsoft() =>
        _peers.Microsoft.GetOrCreateAsync(NextKey(), static _ => new ValueTask<Product>(Product.Create(1, 100)), null, Tags);

    [Benchmark(Description = "FusionCache")]
    public ValueTask<Product> Fusion() =>
        _peers.Fusion.GetOrSetAsync(NextKey(), static _ => Task.FromResult(Product.Create(1, 100)), default(FusionCacheEntryOptions), Tags);

    [Benchmark(Description = "Coherence")]
    public ValueTask<Product> Coherence() =>
        _peers.Coherence.GetOrCreateAsync(NextKey(), static _ => new ValueTask<Product>(Product.Create(1, 100)), null, Tags);

    private string NextKey() => string.Create(CultureInfo.InvariantCulture, $"product:{++_next}");
}
