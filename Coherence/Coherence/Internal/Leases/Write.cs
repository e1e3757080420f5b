using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// Stores a value that its caller has. One step in Redis fences the key, gives the tick to store with, and says whether
/// anything the value is made of was invalidated that this node had not heard of when the write was called: then the value may
/// be the older one, so the key stays invalidated and the next read asks the source. What was read before the write is
/// overtaken by its fence, and it by an invalidation that comes later, in whatever order entries arrive in Redis. Where Redis
/// cannot be told at once the key is invalidated here and owed, and the value is not kept: it has no place in the order.
/// </summary>
internal static class Write<T>
{
    public static async ValueTask<InvalidationOutcome> RunAsync(
        CacheCore core, string key, T value, string[] tags, EntryPlan plan, CancellationToken cancellationToken)
    {
        // Before anything is asked for: an invalidation that comes after this write must find cells to raise.
        var generation = core.View.Current;
        var heard = new Knowledge(generation.Epoch, generation.LastTick);
        var cells = generation.CellsOf(tags);
        var told = await core.Link.InvalidateAsync(tags[..1], new WriteClaim(tags[1..], heard, (value is null ? plan.NullExpiration : plan.Expiration) + plan.StaleWindow), cancellationToken).ConfigureAwait(false);
        if (told.Answer is not { IsOvertaken: false, Clock: var clock })
            return told.Outcome;
        var stamp = new EntryStamp(generation, clock.Epoch == generation.Epoch ? clock.Tick : long.MinValue, cells);
        var times = EntryClock.Stamp(core.Runtime, plan, value is null);
        var header = new EntryHeader(clock, times.Created, times.FreshUntil, times.StaleUntil, value is null ? EntryFlags.Null : EntryFlags.None, 0);
        var isForRedis = !plan.Has(HybridCacheEntryFlags.DisableDistributedCacheWrite);
        if (EntryWriter.Write(core, key, tags, value, header, isForRedis, !plan.Has(HybridCacheEntryFlags.DisableCompression)) is not { } written)
            return told.Outcome;
        if (written.Entry is { } bytes
            && await core.Link.StoreAsync(key, bytes.WrittenMemory, TimeSpan.FromMilliseconds(header.StaleUntil - header.Created)).ConfigureAwait(false))
            bytes.Dispose();
        if (!plan.Has(HybridCacheEntryFlags.DisableLocalCacheWrite))
            core.Local.Put(key, EntryWriter.ToLocal(core, value, written, stamp, header, plan));
        return told.Outcome;
    }
}
