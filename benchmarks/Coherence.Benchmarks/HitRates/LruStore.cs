using BitFaster.Caching.Lru;

namespace AspireCache.Coherence.Benchmarks.HitRates;

/// <summary>BitFaster's concurrent LRU: hot, warm and cold queues.</summary>
internal sealed class LruStore(int capacity) : IStore
{
    private static readonly object Value = new();

    private readonly ConcurrentLru<string, object> _entries = new(Environment.ProcessorCount, capacity, StringComparer.Ordinal);

    public bool Read(string key)
    {
        if (_entries.TryGet(key, out _))
            return true;
        _entries.AddOrUpdate(key, Value);
        return false;
    }

    public void Dispose() => _entries.Clear();
}
