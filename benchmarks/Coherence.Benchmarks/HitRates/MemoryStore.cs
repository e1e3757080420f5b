using Microsoft.Extensions.Caching.Memory;

namespace AspireCache.Coherence.Benchmarks.HitRates;

/// <summary>Microsoft's MemoryCache with a size limit, where each entry counts one.</summary>
internal sealed class MemoryStore(int capacity) : IStore
{
    private static readonly object Value = new();

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = capacity });

    public bool Read(string key)
    {
        if (_entries.TryGetValue(key, out _))
            return true;
        using var entry = _entries.CreateEntry(key);
        entry.Size = 1;
        entry.Value = Value;
        return false;
    }

    public void Dispose() => _entries.Dispose();
}
