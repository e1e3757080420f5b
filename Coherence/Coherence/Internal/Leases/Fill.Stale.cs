using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <content>What is served past its time, or when the source fails.</content>
internal sealed partial class Fill<TState, T>
{
    /// <summary>How long the source is left alone after it failed and an old value was there: every read would try it again.</summary>
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    private LocalEntry? _stale;
    private bool _isStaleLocal;
    private long _putOffUntil = long.MinValue;

    /// <inheritdoc />
    protected override bool MayServeMemory => _stale is not null;

    /// <summary>Whether nobody waits: an entry is refreshed before it expires.</summary>
    private bool IsRefresh => _refreshed is not null;

    private void FindStaleLocally()
    {
        if (_plan.Has(HybridCacheEntryFlags.DisableLocalCacheRead)
            || !Core.Local.TryGet(Key, out var entry)
            || !(entry is ValueEntry<T> || (entry is PayloadEntry && !Shareable<T>.IsImmutable))
            || !IsUsableEntry(entry, Core.Runtime.Time.GetTimestamp()))
            return;
        _stale = entry;
        _isStaleLocal = true;
        _putOffUntil = entry.PutOffUntil;
    }

    /// <summary>Serves a stale value where the policy allows; true when the flight has nothing more to do.</summary>
    private bool TryServeStale()
    {
        if (_stale is not { } stale || HasLanded)
            return false;
        var now = Core.Runtime.Time.GetTimestamp();
        if (!IsUsableEntry(stale, now))
            return false;
        if (now < _putOffUntil)
            return TryLandStale("error");
        var isExpired = now >= stale.FreshUntil;
        if (_isRedisAway && _plan.IsAvailable)
            // Still fresh by its age: there is nothing to refresh.
            return TryLandStale("detached") && !isExpired;
        if (isExpired)
            TryLandStale("revalidating");
        return false;
    }

    /// <summary>Serves what is only past its time in memory: Redis did not have it, and had nothing against it.</summary>
    private bool TryLandFresh()
    {
        var now = Core.Runtime.Time.GetTimestamp();
        return _stale is { } entry && now < entry.FreshUntil && IsUsableEntry(entry, now) && TryLandOld(entry, null);
    }

    private bool TryLandStale(string reason)
    {
        if (_stale is not { } entry || !TryLandOld(entry, reason))
            return false;
        if (!IsRefresh)
            Core.Metrics.Stale(reason);
        return true;
    }

    private bool TryLandOld(LocalEntry entry, string? staleReason)
    {
        if (!EntryReader.TryReadLocally(Core, entry, out T? value))
        {
            _stale = null;
            return false;
        }

        if (_isStaleLocal)
            IsSureOnlyUpTo(Core.View.KnownAt);
        Land(value!, (entry as PayloadEntry)?.Payload, entry, _isStaleLocal ? CacheOrigin.Memory : CacheOrigin.Redis, staleReason);
        return true;
    }

    /// <summary>The source failed: where an old value can be served it is, and the source is left alone for a while.</summary>
    private bool TryPutOff()
    {
        if (!MayServeStale())
            return false;
        _stale!.PutOff(Core.Runtime.After(AfterError));
        if (!_isStaleLocal)
            Keep(_stale);
        return true;
    }

    private bool MayServeStale() => _stale is { } entry && IsUsableEntry(entry, Core.Runtime.Time.GetTimestamp());

    // A strict namespace serves nothing that an unheard invalidation may concern, and a factory nothing older than its fill tick.
    private bool IsUsableEntry(LocalEntry entry, long now) =>
        now < entry.StaleUntil && (_plan.IsAvailable || !Core.IsDetached(now)) && _enclosing?.Accepts(entry.Tick) != false && entry.IsUnfenced(Core.View);
}
