using BitFaster.Caching;
using BitFaster.Caching.Lru;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The entries of this process, bounded by count and by bytes: those of the values, and of all that keeping them takes, tags included
/// (<see cref="MemorySize"/>). Eviction is BitFaster's concurrent LRU (hot, warm and cold
/// queues), which resists scans and needs no thread of its own; a hit allocates nothing.
/// </summary>
internal sealed class LocalStore
{
    private readonly ConcurrentLruCore<string, LocalEntry, LruItem<string, LocalEntry>, LruPolicy<string, LocalEntry>, ByteCount> _entries;
    private readonly IBoundedPolicy _eviction;
    private readonly long _mostBytes;
    private long _bytes;

    public LocalStore(int mostEntries, long mostBytes)
    {
        // Put together here, for the ready-made ones either count every hit or tell nothing of what leaves.
        _entries = new(Environment.ProcessorCount, new FavorWarmPartition(mostEntries), StringComparer.Ordinal, default, new ByteCount(this));
        _eviction = _entries.Policy.Eviction.Value!;
        _mostBytes = mostBytes;
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Count => _entries.Count;

    public bool TryGet(string key, out LocalEntry? entry) => _entries.TryGet(key, out entry);

    public void Put(string key, LocalEntry entry)
    {
        // What would push out half of the others is not worth it.
        if (entry.BytesUnder(key) > _mostBytes / 2)
        {
            _entries.TryRemove(key);
            return;
        }

        Interlocked.Add(ref _bytes, entry.Enter(key));
        // Where another thread adds it meanwhile both are right, and the later one stays.
        if (!_entries.TryUpdate(key, entry) && !ReferenceEquals(_entries.GetOrAdd(key, static (_, given) => given, entry), entry))
            _entries.TryUpdate(key, entry);
        // An update that meets a removal may be told of after it, or go with it: what is not here is not counted.
        if (!_entries.TryGet(key, out var kept) || !ReferenceEquals(kept, entry))
            Left(key, entry);
        while (Interlocked.Read(ref _bytes) > _mostBytes && _entries.Count > 0)
            _eviction.Trim(1 + (_entries.Count / 64));
    }

    public void Remove(string key) => _entries.TryRemove(key);

    /// <summary>An entry is not in the store any more; may be told more than once.</summary>
    public void Left(string key, LocalEntry entry) => Interlocked.Add(ref _bytes, -entry.Leave(key));
}
