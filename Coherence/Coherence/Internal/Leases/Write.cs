using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// Stores a value that its caller has. One step in Redis fences the key, gives the tick to store with, and says whether
/// anything the value is made of was invalidated that this node had not heard of when the write was called: then the value may
/// be the older one, so the key stays invalidated and the next read asks the source. What was read before the write is
/// overtaken by its fence, and it by an invalidation that comes later, in whatever order entries arrive in Redis. Where Redis
/// cannot be told the invalidation is owed, and the value is kept here, until Redis is told. A write for this process only tells
/// nobody.
/// </summary>
internal static class Write<T>
{
    public static async ValueTask RunAsync(CacheCore core, string key, T value, string[] tags, EntryPlan plan)
    {
        // Before anything is asked for: an invalidation that comes after this write must find cells to raise.
        var called = core.View.Stamp(tags);
        if (plan.Has(HybridCacheEntryFlags.DisableDistributedCacheWrite))
        {
            if (!plan.Has(HybridCacheEntryFlags.DisableLocalCacheWrite) && core.View.ApplyWrite(called, tags[0]) is { } alone)
                await KeepAsync(core, key, value, tags, plan, alone, null).ConfigureAwait(false);
            return;
        }

        var claim = new WriteClaim(tags[1..], called);
        var answer = await core.Link.InvalidateAsync(tags[..1], claim).ConfigureAwait(false);
        if (answer is { IsOvertaken: false, Clock: var clock })
            await KeepAsync(core, key, value, tags, plan, called with { Tick = clock.Epoch == called.Generation.Epoch ? clock.Tick : long.MinValue }, clock).ConfigureAwait(false);
        else if (answer is null && claim.Kept is { } kept)
            await KeepAsync(core, key, value, tags, plan, kept, null).ConfigureAwait(false);
    }

    /// <summary>Keeps the value here, and in Redis where there is a tick to store it with.</summary>
    private static async ValueTask KeepAsync(CacheCore core, string key, T value, string[] tags, EntryPlan plan, EntryStamp stamp, DomainClock? clock)
    {
        var times = EntryClock.Stamp(core.Runtime, plan, value is null);
        var header = new EntryHeader(clock ?? default, times.Created, times.FreshUntil, times.StaleUntil, value is null ? EntryFlags.Null : EntryFlags.None, 0);
        if (EntryWriter.Write(core, key, tags, value, header, isForRedis: clock is not null, !plan.Has(HybridCacheEntryFlags.DisableCompression)) is not { } written)
            return;
        if (written.Entry is { } bytes
            && await core.Link.StoreAsync(key, bytes.WrittenMemory, TimeSpan.FromMilliseconds(header.StaleUntil - header.Created)).ConfigureAwait(false))
            bytes.Dispose();
        if (!plan.Has(HybridCacheEntryFlags.DisableLocalCacheWrite))
            core.Local.Put(key, EntryWriter.ToLocal(core, value, written, stamp, header, plan));
    }
}
