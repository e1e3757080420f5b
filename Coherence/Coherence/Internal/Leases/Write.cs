using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// Stores a value that its caller has. One step in Redis fences the key, gives the tick to store with, and says whether
/// anything the value is made of was invalidated that this node had not heard of when the write was called: then the value may
/// be the older one, so the key stays invalidated and the next read asks the source. What was read before the write is
/// overtaken by its fence, and it by an invalidation that comes later, in whatever order entries arrive in Redis. Where Redis
/// cannot be told at once the invalidation is owed, and the value is kept here, until Redis has it. A write for this process only
/// tells nobody.
/// </summary>
internal static class Write<T>
{
    public static async ValueTask<InvalidationOutcome> RunAsync(
        CacheCore core, string key, T value, string[] tags, EntryPlan plan, CancellationToken cancellationToken)
    {
        // Before anything is asked for: an invalidation that comes after this write must find cells to raise.
        var called = core.View.Stamp(tags, key);
        if (plan.Has(HybridCacheEntryFlags.DisableDistributedCacheWrite))
        {
            if (!plan.Has(HybridCacheEntryFlags.DisableLocalCacheWrite) && core.View.ApplyWrite(called, tags[0], key) is { } alone)
                KeepHere(alone);
            return InvalidationOutcome.Applied;
        }

        var lifetime = plan.Kept(value is null ? plan.NullExpiration : plan.Expiration);
        var told = await core.Link.InvalidateAsync(tags[..1], new WriteClaim(tags[1..], called, lifetime, KeepHere), cancellationToken).ConfigureAwait(false);
        if (told.Answer is not { IsOvertaken: false, Clock: var clock } || Serialize(clock, isForRedis: true, out var header) is not { } written)
            return told.Outcome;
        if (written.Entry is { } bytes
            && await core.Link.StoreAsync(key, bytes.WrittenMemory, header.Lifetime, null, plan.IsSensitive).ConfigureAwait(false))
            bytes.Dispose();
        Keep(written, called with { Tick = clock.Epoch == called.Generation.Epoch ? clock.Tick : long.MinValue }, header);
        return told.Outcome;

        void KeepHere(EntryStamp stamp)
        {
            if (Serialize(default, isForRedis: false, out var header) is { } written)
                Keep(written, stamp, header);
        }

        Written? Serialize(DomainClock fill, bool isForRedis, out EntryHeader header)
        {
            var times = EntryClock.Stamp(core.Runtime, plan, value is null);
            header = new EntryHeader(fill, times.Created, times.FreshUntil, times.StaleUntil, value is null ? EntryFlags.Null : EntryFlags.None, 0);
            return EntryWriter.Write(core, key, tags, value, header, isForRedis && core.MayStore(plan), plan.IsCompressible);
        }

        void Keep(Written written, EntryStamp stamp, in EntryHeader header)
        {
            if (!plan.Has(HybridCacheEntryFlags.DisableLocalCacheWrite))
                core.Local.Put(key, EntryWriter.ToLocal(core, value, written, stamp, header, plan));
        }
    }
}
