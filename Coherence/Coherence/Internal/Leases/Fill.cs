using System.Diagnostics;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// Brings a value from Redis, or from its factory:
/// <list type="number">
/// <item>look into Redis;</item>
/// <item>where that brings nothing: ask for the lease and take the fill tick, <em>before</em> the factory reads anything;</item>
/// <item>with the lease run the factory, store in Redis with that tick, then here, then give the lease back;</item>
/// <item>without it serve what is stale if the policy allows, else wait for the filler, for a while.</item>
/// </list>
/// A fill that an invalidation overtakes is returned to those who began before, and is of no use to anybody else: its tick is
/// below the fence.
/// </summary>
internal sealed partial class Fill<TState, T>(FillRequest<TState, T> request) : Flight<T>(request.Core, request.Key, request.Tags)
{
    /// <summary>What the same time may differ by in two copies of an entry.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(50);

    private readonly FillRequest<TState, T> _request = request;
    private readonly EntryPlan _plan = request.Plan;
    private LocalEntry? _refreshed = request.Refreshed;
    private FillScope? _enclosing;
    private bool _isRedisAway;

    protected override async Task<FillOutcome> FlyAsync()
    {
        _enclosing = FillScope.Of(Core);
        try
        {
            FindStaleLocally();
            if (!_plan.Has(HybridCacheEntryFlags.DisableDistributedCacheRead) && await TryRedisAsync().ConfigureAwait(false))
                return FillOutcome.Landed;
            if (TryServeStale())
                return FillOutcome.Landed;
            Core.Metrics.Miss();
            if (_plan.Has(HybridCacheEntryFlags.DisableUnderlyingData))
            {
                if (!TryLandFresh())
                    Land(default!, null, null, CacheOrigin.Memory);
                return FillOutcome.Landed;
            }

            var begun = _begun ?? await BeginAsync().ConfigureAwait(false);
            return begun.Outcome is FillOutcome.Begun ? await FillAsync(begun).ConfigureAwait(false) : begun.Outcome;
        }
        finally
        {
            EndRefresh();
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override bool IsShareable => Landed is { } entry && IsUsableEntry(entry, Core.Runtime.Time.GetTimestamp());

    /// <inheritdoc />
    protected override void Failed(Exception exception) => Core.Logger.RefreshFailed(exception);

    private async ValueTask<bool> TryRedisAsync()
    {
        // Before Redis is asked: what has been proved by now is in its answer; what will be proved meanwhile may not be.
        if (!Core.IsRedisBehind(_plan))
        {
            using var snapshot = MayBeginAtOnce ? await BeginAtOnceAsync().ConfigureAwait(false) : await Core.Link.ReadAsync(Key, Tags).ConfigureAwait(false);
            Stop.ThrowIfCancellationRequested();
            if (snapshot is not null)
            {
                Core.Looks.Add(isFound: !snapshot.Entry.IsEmpty);
                Learn(snapshot);
                if (snapshot.Clock is null)
                    // Redis has lost everything: what it would have had against an old value is not known.
                    _stale = null;
                return await TryLandAsync(snapshot).ConfigureAwait(false);
            }
        }
        // The first epoch comes before the factory runs: those who ask after it could not share the fill.
        else if (Core.View.Current.Epoch == 0)
        {
            await Core.Link.LearnEpochAsync().ConfigureAwait(false);
        }

        _isRedisAway = true;
        return false;
    }

    /// <summary>Lands with what Redis has, if it is fresh; keeps what is stale for later.</summary>
    private async ValueTask<bool> TryLandAsync(Snapshot snapshot)
    {
        var found = await EntryReader.ReadAsync<T>(Core, Key, snapshot, Tags, Cells, Generation, _plan).ConfigureAwait(false);
        if (found is null)
            return false;
        if (Core.Runtime.Time.GetTimestamp() >= found.Entry.FreshUntil)
        {
            _stale = found.Entry;
            _isStaleLocal = false;
            return false;
        }

        // A refresh ahead of expiry is here to replace just this entry.
        if (_refreshed is { } old && found.Entry.FreshUntil - old.FreshUntil <= Core.Runtime.ToTimestampUnits(Rounding))
            return false;
        Core.Metrics.RedisHit();
        Keep(found.Entry);
        Land(found.Value, found.Payload, found.Entry, CacheOrigin.Redis);
        return true;
    }

    private async ValueTask<FillOutcome> FillAsync(FillBegun begun)
    {
        var hasTurn = false;
        try
        {
            if (_lease is not null)
                Core.Leases.Add(this);
            if (_isRedisAway)
                hasTurn = await EnterAsync().ConfigureAwait(false);
            var scope = new FillScope(this, begun.Clock, Core.View.HasRelay ? begun.Position : null);
            var value = await RunFactoryAsync(scope).ConfigureAwait(false);
            if (scope.IsUnkept)
                // Who asked may have it, as from the replica itself; nobody after.
                LandUnkept(value, scope.IsBehind, _plan.IsSensitive || scope.IsSensitive);
            else
                await StoreAsync(value, begun, _plan.For(scope.IsSensitive)).ConfigureAwait(false);
        }
        catch (Exception e) when (!Stop.IsCancellationRequested && TryPutOff())
        {
            if (HasLanded || !TryLandStale("error"))
                throw;
            if (IsRefresh)
                Failed(e);
            else
                Core.Logger.StaleOnError(e);
        }
        finally
        {
            Core.Leases.Remove(this);
            HasPermit = false;
            if (hasTurn)
                Core.FillsWithoutRedis.Leave();
        }

        return FillOutcome.Landed;
    }

    private async ValueTask<T> RunFactoryAsync(FillScope scope)
    {
        TurnToSource();
        scope.Enter();
        using var activity = CoherenceMetrics.Activities.StartActivity("coherence.fill");
        var started = Core.Runtime.Time.GetTimestamp();
        var outcome = "error";
        try
        {
            var value = await RunInTimeAsync().ConfigureAwait(false);
            outcome = scope.IsBehind ? "behind" : "ok";
            return value;
        }
        catch (TimeoutException)
        {
            outcome = "timeout";
            throw;
        }
        finally
        {
            activity?.SetTag("coherence.outcome", outcome);
            if (outcome is "error" or "timeout")
                activity?.SetStatus(ActivityStatusCode.Error);
            Core.Metrics.Filled(Core.Runtime.Time.GetElapsedTime(started), outcome);
        }
    }

    private async ValueTask<T> RunInTimeAsync()
    {
        var hard = _plan.FactoryHardTimeout;
        var soft = _plan.FactorySoftTimeout;
        if (hard == Timeout.InfiniteTimeSpan && (soft == Timeout.InfiniteTimeSpan || _stale is null || HasLanded))
            return await _request.Factory(_request.State, Stop).ConfigureAwait(false);

        using var late = new CancellationTokenSource(hard, Core.Runtime.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, Stop);
        var running = _request.Factory(_request.State, either.Token).AsTask();
        if (soft != Timeout.InfiniteTimeSpan && !HasLanded && _stale is not null)
        {
            var first = await Task.WhenAny(running, Task.Delay(soft, Core.Runtime.Time, Stop)).ConfigureAwait(false);
            if (first != running && MayServeStale())
                TryLandStale("slow");
        }

        try
        {
            // Not every factory looks at its token.
            return await running.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // It may go on, and fail, with nobody left to wait for it.
            _ = running.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            if (Stop.IsCancellationRequested)
                throw;
            throw new TimeoutException($"The factory did not end within {hard}.");
        }
    }

    private async ValueTask StoreAsync(T value, FillBegun begun, EntryPlan plan)
    {
        var times = EntryClock.Stamp(Core.Runtime, plan, value is null);
        var header = new EntryHeader(begun.Clock, times.Created, times.FreshUntil, times.StaleUntil, value is null ? EntryFlags.Null : EntryFlags.None, 0);
        var stored = EntryWriter.Write(Core, Key, Tags, value, header, begun.CanStore && Core.MayStore(plan), plan.IsCompressible);
        if (stored is null)
        {
            // It cannot be kept: those who wait share it.
            Land(value, null, null, CacheOrigin.Factory, isSensitive: plan.IsSensitive);
            return;
        }

        // Before it is stored: what cannot be read back is of no use to anybody.
        var shared = EntryWriter.ReadBack(Core, value, stored);
        var stamp = new EntryStamp(Generation, begun.Clock.Epoch == Generation.Epoch ? begun.Clock.Tick : long.MinValue, Cells);
        var entry = EntryWriter.ToLocal(Core, value, stored, stamp, header, plan);
        if (entry.IsUnfenced(Core.View))
        {
            Keep(entry);
            // Asked for before the callers go on, so that it comes before what they ask; they need not wait for it.
            var storing = stored.Entry is { } bytes ? Core.Link.StoreAsync(Key, bytes.WrittenMemory, header.Lifetime, _lease, plan.IsSensitive) : default;
            Land(shared, stored.Payload, entry, CacheOrigin.Factory);
            if (await storing.ConfigureAwait(false))
            {
                stored.Entry!.Dispose();
                _lease = null;
            }
        }
        else
        {
            // No reader would accept it, here or elsewhere: this saves the request.
            stored.Entry?.Dispose();
            if (ReferenceEquals(Generation, Core.View.Current))
                Core.Metrics.FencedLocally();
            Land(shared, stored.Payload, entry, CacheOrigin.Factory);
        }
    }

    private void LandUnkept(T value, bool isBehind, bool isSensitive)
    {
        var written = EntryWriter.Write(Core, Key, Tags, value, default, isForRedis: false, isCompressible: false);
        Land(written is null ? value : EntryWriter.ReadBack(Core, value, written), written?.Payload, null, CacheOrigin.Factory, isBehind: isBehind, isSensitive: isSensitive);
    }

    private void Keep(LocalEntry entry)
    {
        if (!_plan.Has(HybridCacheEntryFlags.DisableLocalCacheWrite))
            Core.Local.Put(Key, entry);
    }
}
