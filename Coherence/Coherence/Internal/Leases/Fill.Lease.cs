using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <content>Who may run the factory: the lease in Redis, and permits where Redis cannot be asked.</content>
internal sealed partial class Fill<TState, T>
{
    /// <summary>How long, on average, a refresh that came to nothing is not tried again: every read would try.</summary>
    private static readonly TimeSpan AfterRefresh = TimeSpan.FromSeconds(1);

    private string? _lease;
    private FillBegun? _begun;
    private volatile bool _isLeaseLost;
    private TaskCompletionSource<bool>? _turn;

    /// <inheritdoc />
    public override void GoOnWithoutPermit()
    {
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _turn)?.TrySetResult(false);
    }

    // Where most reads find nothing in Redis, the first request takes the lease too: a fill needs one less.
    private bool MayBeginAtOnce =>
        Core.Looks.MostlyMiss && !IsRefresh
        && !_plan.Has(HybridCacheEntryFlags.DisableDistributedCacheWrite) && !_plan.Has(HybridCacheEntryFlags.DisableUnderlyingData);

    private async ValueTask<Snapshot?> BeginAtOnceAsync()
    {
        var token = Core.Leases.NewToken();
        Rebase();
        var start = await Core.Link.BeginFillAsync(Key, Tags, token, _plan.MostKept, unlessThere: true).ConfigureAwait(false);
        if (start is not { HasLease: true })
            return start?.Snapshot;
        _lease = token;
        if (start.Snapshot.Clock is { } clock)
            _begun = new FillBegun(FillOutcome.Begun, clock, CanStore: true, start.Position);
        return start.Snapshot;
    }

    /// <summary>Takes the fill tick, and the lease where the value may be stored in Redis.</summary>
    private async ValueTask<FillBegun> BeginAsync()
    {
        if (_isRedisAway || _plan.Has(HybridCacheEntryFlags.DisableDistributedCacheWrite))
            return BeginLocally();
        var token = Core.Leases.NewToken();
        var waitUntil = Core.Runtime.After(Core.LeaseWait);
        for (var round = 0; ; round++)
        {
            Rebase();
            using var start = await Core.Link.BeginFillAsync(Key, Tags, token, _plan.MostKept).ConfigureAwait(false);
            if (start?.HasLease == true)
                _lease = token;
            Stop.ThrowIfCancellationRequested();
            if (start?.Snapshot.Clock is not { } clock)
            {
                _isRedisAway = true;
                return TryServeStale() ? new FillBegun(FillOutcome.Landed) : BeginLocally();
            }

            // Always: the factory may read from memory what the fences shown have invalidated.
            Learn(start.Snapshot);
            if (!_plan.Has(HybridCacheEntryFlags.DisableDistributedCacheRead) && await TryLandAsync(start.Snapshot).ConfigureAwait(false))
                return new FillBegun(FillOutcome.Landed);
            if (start.HasLease)
                return new FillBegun(FillOutcome.Begun, clock, CanStore: true, start.Position);
            if (IsRefresh)
            {
                if (HasLanded || TryLeaveToHolder())
                    return new FillBegun(HasLanded ? FillOutcome.Landed : FillOutcome.LeftToHolder);
                // Readers have joined meanwhile: for them it is a fill like any other.
                EndRefresh();
                continue;
            }

            // Those who have a stale value need not wait for the other node, and nobody else waits for ever.
            TryServeStale();
            if (HasLanded)
                return new FillBegun(FillOutcome.Landed);
            if (Core.Runtime.Time.GetTimestamp() >= waitUntil)
                return new FillBegun(FillOutcome.Begun, clock, CanStore: false, start.Position);
            Core.Metrics.Waited();
            await Task.Delay(Pause(round), Core.Runtime.Time, Stop).ConfigureAwait(false);
        }
    }

    // What this node had heard when the fill began is a fill tick too: every later invalidation comes with a higher one.
    private FillBegun BeginLocally()
    {
        Rebase();
        return new FillBegun(FillOutcome.Begun, new DomainClock(Generation.Epoch, Begun));
    }

    /// <summary>Waits for a permit, unless somebody who waits for this fill has one; true where it has to be given back.</summary>
    private async ValueTask<bool> EnterAsync()
    {
        if (HasPermit || _enclosing is { HasPermit: true })
            return false;
        var turn = Core.FillsWithoutRedis.Enter();
        Interlocked.Exchange(ref _turn, turn);
        // Lent meanwhile.
        if (HasPermit || _enclosing is { HasPermit: true })
            turn.TrySetResult(false);
        using var leaving = Stop.UnsafeRegister(static (waiting, token) => ((TaskCompletionSource<bool>)waiting!).TrySetCanceled(token), turn);
        var isOwn = await turn.Task.ConfigureAwait(false);
        HasPermit |= isOwn;
        return isOwn;
    }

    private void EndRefresh()
    {
        _refreshed?.GiveUpRefresh(Core.Runtime.After(AfterRefresh * (0.5 + Core.Runtime.Chance())));
        _refreshed = null;
    }

    /// <inheritdoc />
    public override async Task RenewAsync()
    {
        if (_lease is { } lease && !_isLeaseLost && !Stop.IsCancellationRequested)
            _isLeaseLost = !await Core.Link.RenewAsync(Key, lease).ConfigureAwait(false);
    }

    private ValueTask ReleaseAsync() => _lease is { } lease ? Core.Link.ReleaseAsync(Key, lease) : default;

    // Short at first, the filler may be done soon; spread, so that waiting nodes do not come together.
    private TimeSpan Pause(int round) =>
        TimeSpan.FromMilliseconds(Math.Min(5 << Math.Min(round, 3), 40) * (0.5 + Core.Runtime.Chance()));
}
