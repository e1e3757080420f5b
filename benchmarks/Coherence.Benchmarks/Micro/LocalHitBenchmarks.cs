using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using BenchmarkDotNet.Attributes;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>A read that finds its value in memory: shared where it is immutable, a copy for each caller where it is not.</summary>
public class LocalHitBenchmarks
{
    private const string Shared = "immutable";
    private const string Copied = "mutable";
    private const string SharedKey = "product:1";
    private const string CopiedKey = "product:2";
    private const int DescriptionLength = 100;

    private static readonly FusionCacheEntryOptions CopyOnRead = new(Peer.Lifetime) { EnableAutoClone = true };

    private PeerSet _peers = null!;
    private string[]? _tags;

    /// <summary>How many tags the values carry; engines that look at each tag at every hit pay for them.</summary>
    [Params(0, 2, 20)]
    public int Tags { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _peers = await PeerSet.StartAsync(ServerKind.Garnet);
        _tags = Tags == 0 ? null : [.. Enumerable.Range(0, Tags).Select(tag => $"category:{tag}")];
        await MicrosoftShared();
        await FusionShared();
        await CoherenceShared();
        await MicrosoftCopied();
        await FusionCopied();
        await CoherenceCopied();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _peers.DisposeAsync();

    [Benchmark(Baseline = true, Description = "Microsoft"), BenchmarkCategory(Shared)]
    public ValueTask<Product> MicrosoftShared() =>
        _peers.Microsoft.GetOrCreateAsync(SharedKey, 1L, static (id, _) => new ValueTask<Product>(Product.Create(id, DescriptionLength)), null, _tags);

    [Benchmark(Description = "FusionCache"), BenchmarkCategory(Shared)]
    public ValueTask<Product> FusionShared() =>
        _peers.Fusion.GetOrSetAsync(SharedKey, static _ => Task.FromResult(Product.Create(1, DescriptionLength)), default(FusionCacheEntryOptions), _tags);

    [Benchmark(Description = "Coherence"), BenchmarkCategory(Shared)]
    public ValueTask<Product> CoherenceShared() =>
        _peers.Coherence.GetOrCreateAsync(SharedKey, 1L, static (id, _) => new ValueTask<Product>(Product.Create(id, DescriptionLength)), null, _tags);

    [Benchmark(Baseline = true, Description = "Microsoft"), BenchmarkCategory(Copied)]
    public ValueTask<MutableProduct> MicrosoftCopied() =>
        _peers.Microsoft.GetOrCreateAsync(CopiedKey, 2L, static (id, _) => new ValueTask<MutableProduct>(MutableProduct.Create(id, DescriptionLength)), null, _tags);

    [Benchmark(Description = "FusionCache"), BenchmarkCategory(Copied)]
    public ValueTask<MutableProduct> FusionCopied() =>
        _peers.Fusion.GetOrSetAsync(CopiedKey, static _ => Task.FromResult(MutableProduct.Create(2, DescriptionLength)), CopyOnRead, _tags);

    [Benchmark(Description = "Coherence"), BenchmarkCategory(Copied)]
    public ValueTask<MutableProduct> CoherenceCopied() =>
        _peers.Coherence.GetOrCreateAsync(CopiedKey, 2L, static (id, _) => new ValueTask<MutableProduct>(MutableProduct.Create(id, DescriptionLength)), null, _tags);
}
