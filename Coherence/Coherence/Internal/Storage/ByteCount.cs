using BitFaster.Caching;
using BitFaster.Caching.Lru;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>Tells the store what leaves it, and nothing of hits: counting those would cost as much as finding the entry.</summary>
internal readonly struct ByteCount(LocalStore store) : ITelemetryPolicy<string, LocalEntry>
{
    event EventHandler<ItemRemovedEventArgs<string, LocalEntry>> ICacheEvents<string, LocalEntry>.ItemRemoved { add { } remove { } }

    event EventHandler<ItemUpdatedEventArgs<string, LocalEntry>> ICacheEvents<string, LocalEntry>.ItemUpdated { add { } remove { } }

    double ICacheMetrics.HitRatio => 0;

    long ICacheMetrics.Total => 0;

    long ICacheMetrics.Hits => 0;

    long ICacheMetrics.Misses => 0;

    long ICacheMetrics.Evicted => 0;

    long ICacheMetrics.Updated => 0;

    public void IncrementMiss()
    {
    }

    public void IncrementHit()
    {
    }

    public void OnItemRemoved(string key, LocalEntry value, ItemRemovedReason reason) => store.Left(key, value);

    public void OnItemUpdated(string key, LocalEntry oldValue, LocalEntry newValue)
    {
        if (!ReferenceEquals(oldValue, newValue))
            store.Left(key, oldValue);
    }

    public void SetEventSource(object source)
    {
    }
}
