using System.Globalization;
using AspireCache.Coherence.Benchmarks.HitRates;
using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>
/// Reads over 100,000 keys, few of them popular, by four readers at once. All values are in Redis, a tenth of them fit into
/// memory: most reads find theirs in memory, the others in Redis. Time is per read.
/// </summary>
public class ZipfBenchmarks
{
    private const int Keys = 100_000;
    private const int Readers = 4;
    private const int ReadsPerReader = 2_500;

    /// <summary>How many reads one call does.</summary>
    public const int Reads = Readers * ReadsPerReader;
    private const int Writers = 64;
    private const int DescriptionLength = 100;

    private static readonly string[] Names = [.. Enumerable.Range(0, Keys).Select(id => string.Create(CultureInfo.InvariantCulture, $"product:{id}"))];
    private static readonly int[] Sequence = Zipf.Draw(Keys, 0.99, 1 << 20, seed: 20261124);
    private static readonly string[] Tags = ["brand:7", "category:3"];
    private static readonly HybridCacheEntryOptions RedisOnly = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
    private static readonly FusionCacheEntryOptions FusionRedisOnly = new(Peer.Lifetime) { SkipMemoryCacheRead = true, SkipMemoryCacheWrite = true };

    private PeerSet _peers = null!;
    private int _at;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _peers = await PeerSet.StartAsync(ServerKind.Garnet, localEntries: Keys / 10, entryBytes: 196);
        await FillAsync(id => _peers.Microsoft.GetOrCreateAsync(Names[id], id, MakeAsync, RedisOnly, Tags).AsTask());
        await FillAsync(id => _peers.Fusion.GetOrSetAsync(Names[id], _ => Task.FromResult(Product.Create(id, DescriptionLength)), FusionRedisOnly, Tags).AsTask());
        await FillAsync(id => _peers.Coherence.GetOrCreateAsync(Names[id], id, MakeAsync, RedisOnly, Tags).AsTask());
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _peers.DisposeAsync();

    [Benchmark(Baseline = true, Description = "Microsoft", OperationsPerInvoke = Reads)]
    public Task Microsoft() => ReadAsync(static (peers, id) => peers.Microsoft.GetOrCreateAsync(Names[id], id, MakeAsync, null, Tags));

    [Benchmark(Description = "FusionCache", OperationsPerInvoke = Reads)]
    public Task Fusion() =>
        ReadAsync(static (peers, id) => peers.Fusion.GetOrSetAsync(Names[id], static _ => Task.FromResult(Product.Create(0, DescriptionLength)), default(FusionCacheEntryOptions), Tags));

    [Benchmark(Description = "Coherence", OperationsPerInvoke = Reads)]
    public Task Coherence() => ReadAsync(static (peers, id) => peers.Coherence.GetOrCreateAsync(Names[id], id, MakeAsync, null, Tags));

    private static ValueTask<Product> MakeAsync(int id, CancellationToken cancellationToken) => new(Product.Create(id, DescriptionLength));

    private static Task FillAsync(Func<int, Task> fill) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Keys), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (id, _) => await fill(id));

    private Task ReadAsync(Func<PeerSet, int, ValueTask<Product>> read)
    {
        var readers = new Task[Readers];
        for (var i = 0; i < Readers; i++)
        {
            var first = Interlocked.Add(ref _at, ReadsPerReader);
            readers[i] = Task.Run(async () =>
            {
                for (var j = first; j < first + ReadsPerReader; j++)
                    await read(_peers, Sequence[j & (Sequence.Length - 1)]);
            });
        }

        return Task.WhenAll(readers);
    }
}
