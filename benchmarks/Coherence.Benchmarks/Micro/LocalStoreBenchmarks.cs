using System.Globalization;
using AspireCache.Coherence.Benchmarks.HitRates;
using BenchmarkDotNet.Attributes;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>The candidates for the local store: a hit of one popular key, and Zipf reads of which a part is evicted.</summary>
public class LocalStoreBenchmarks
{
    private const string Hit = "hit";
    private const string Mixed = "Zipf, a tenth fits";
    private const int Keys = 100_000;
    private const int Reads = 1 << 16;

    private static readonly string[] Names = [.. Enumerable.Range(0, Keys).Select(id => string.Create(CultureInfo.InvariantCulture, $"product:{id}"))];
    private static readonly int[] Sequence = Zipf.Draw(Keys, 0.99, Reads, seed: 20261124);

    private LruStore _lru = null!;
    private LfuStore _lfu = null!;
    private MemoryStore _memory = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _lru = new LruStore(Keys / 10);
        _lfu = new LfuStore(Keys / 10);
        _memory = new MemoryStore(Keys / 10);
        LruMixed();
        LfuMixed();
        MemoryMixed();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _lru.Dispose();
        _lfu.Dispose();
        _memory.Dispose();
    }

    [Benchmark(Baseline = true, Description = "MemoryCache"), BenchmarkCategory(Hit)]
    public bool MemoryHit() => _memory.Read(Names[Sequence[0]]);

    [Benchmark(Description = "ConcurrentLru"), BenchmarkCategory(Hit)]
    public bool LruHit() => _lru.Read(Names[Sequence[0]]);

    [Benchmark(Description = "ConcurrentLfu"), BenchmarkCategory(Hit)]
    public bool LfuHit() => _lfu.Read(Names[Sequence[0]]);

    [Benchmark(Baseline = true, Description = "MemoryCache", OperationsPerInvoke = Reads), BenchmarkCategory(Mixed)]
    public int MemoryMixed() => ReadAll(_memory);

    [Benchmark(Description = "ConcurrentLru", OperationsPerInvoke = Reads), BenchmarkCategory(Mixed)]
    public int LruMixed() => ReadAll(_lru);

    [Benchmark(Description = "ConcurrentLfu", OperationsPerInvoke = Reads), BenchmarkCategory(Mixed)]
    public int LfuMixed() => ReadAll(_lfu);

    private static int ReadAll<TStore>(TStore store)
        where TStore : IStore
    {
        var hits = 0;
        foreach (var id in Sequence)
            if (store.Read(Names[id]))
                hits++;
        return hits;
    }
}
