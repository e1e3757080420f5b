using BitFaster.Caching.Lfu;
using BitFaster.Caching.Scheduler;

namespace AspireCache.Coherence.Benchmarks.HitRates;

/// <summary>BitFaster's concurrent LFU: W-TinyLFU, maintained by a thread of its own.</summary>
internal sealed class LfuStore : IStore
{
    private static readonly object Value = new();

    private readonly BackgroundThreadScheduler _scheduler = new();
    private readonly ConcurrentLfu<string, object> _entries;

    public LfuStore(int capacity) => _entries = new(Environment.ProcessorCount, capacity, _scheduler, StringComparer.Ordinal);

    public bool Read(string key)
    {
        if (_entries.TryGet(key, out _))
            return true;
        _entries.AddOrUpdate(key, Value);
        return false;
    }

    public void Dispose() => _scheduler.Dispose();
}
