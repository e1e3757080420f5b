using System.Globalization;
using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using BenchmarkDotNet.Attributes;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>A thousand callers ask for a key that nobody has; its factory ends when all of them have asked. Time is per thousand.</summary>
public class ColdKeyBenchmarks
{
    private const int Callers = 1_000;

    private readonly Task<Product>[] _reads = new Task<Product>[Callers];
    private PeerSet _peers = null!;
    private TaskCompletionSource<Product> _made = null!;
    private int _factories;
    private long _next;

    [GlobalSetup]
    public async Task SetUpAsync() => _peers = await PeerSet.StartAsync(ServerKind.Garnet, localEntries: 10_000, entryBytes: 200);

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _peers.DisposeAsync();

    [Benchmark(Baseline = true, Description = "Microsoft")]
    public async Task<int> Microsoft()
    {
        var key = Begin();
        for (var i = 0; i < Callers; i++)
            _reads[i] = _peers.Microsoft.GetOrCreateAsync(key, this, static (self, _) => new ValueTask<Product>(self.MakeAsync())).AsTask();
        return await EndAsync();
    }

    [Benchmark(Description = "FusionCache")]
    public async Task<int> Fusion()
    {
        var key = Begin();
        for (var i = 0; i < Callers; i++)
            _reads[i] = _peers.Fusion.GetOrSetAsync<Product>(key, _ => MakeAsync(), default(FusionCacheEntryOptions), null).AsTask();
        return await EndAsync();
    }

    [Benchmark(Description = "Coherence")]
    public async Task<int> Coherence()
    {
        var key = Begin();
        for (var i = 0; i < Callers; i++)
            _reads[i] = _peers.Coherence.GetOrCreateAsync(key, this, static (self, _) => new ValueTask<Product>(self.MakeAsync())).AsTask();
        return await EndAsync();
    }

    private string Begin()
    {
        _made = new TaskCompletionSource<Product>(TaskCreationOptions.RunContinuationsAsynchronously);
        _factories = 0;
        return string.Create(CultureInfo.InvariantCulture, $"product:{++_next}");
    }

    private Task<Product> MakeAsync()
    {
        Interlocked.Increment(ref _factories);
        return _made.Task;
    }

    private async Task<int> EndAsync()
    {
        _made.SetResult(Product.Create(_next, 100));
        await Task.WhenAll(_reads);
        return _factories == 1 ? _factories : throw new InvalidOperationException($"The factory ran {_factories} times.");
    }
}
