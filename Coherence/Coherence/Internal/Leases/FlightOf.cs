using System.Diagnostics;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>A flight that brings a value of one type, whoever started it.</summary>
internal abstract class Flight<T>(CacheCore core, FlightKey key, string[] tags) : Flight(core, key.Key, tags)
{
    private readonly TaskCompletionSource<Landing<T>> _landing = new(core.Runtime.Continuations);

    private Task<T>? _together;

    /// <summary>What the value was landed from.</summary>
    protected LocalEntry? Landed { get; private set; }

    /// <inheritdoc />
    protected sealed override bool HasLanded => _landing.Task.IsCompleted;

    /// <inheritdoc />
    protected sealed override long LandedTick => Landed?.Tick ?? long.MinValue;

    /// <summary>Leaves the value to another node, unless somebody here waits for it.</summary>
    protected bool TryLeaveToHolder() => Core.Flights.TryAbandon(key, this);

    /// <summary>Waits for the value; a caller that gives up leaves.</summary>
    /// <param name="isShared">Whether the flight was begun by another caller.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public ValueTask<T> WaitAsync(bool isShared, CancellationToken cancellationToken) =>
        // All callers to whom nothing else is reported may have one task.
        Shareable<T>.IsImmutable && !cancellationToken.CanBeCanceled && !Core.Runtime.Sharing.CanBeCanceled
            && CacheReading.Current is null && FillScope.Current is null
            ? new ValueTask<T>(Volatile.Read(ref _together) ?? WaitTogether())
            : WaitAloneAsync(isShared, cancellationToken);

    private Task<T> WaitTogether()
    {
        lock (_landing)
            return _together ??= WaitAsync();

        async Task<T> WaitAsync() => (await _landing.Task.ConfigureAwait(false)).Take(Core.Serializers);
    }

    private async ValueTask<T> WaitAloneAsync(bool isShared, CancellationToken cancellationToken)
    {
        Landing<T> landing;
        if (!cancellationToken.CanBeCanceled || _landing.Task.IsCompleted)
        {
            landing = await _landing.Task.WaitAsync(Core.Runtime.Sharing).ConfigureAwait(false);
        }
        else
        {
            try
            {
                landing = await _landing.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Core.Flights.Leave(key, this);
                throw;
            }
        }

        CacheReading.Current?.Add(landing.Origin, landing.StaleReason, isShared);
        if (landing.IsBehind && Core.ChecksNesting)
            FillScope.Current?.TakesBehind();
        if (landing.IsSensitive)
            FillScope.Current?.TakesSensitive();
        return landing.Take(Core.Serializers);
    }

    /// <summary>Runs to the end. Never throws: what goes wrong is reported to the callers.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await FlyAsync().ConfigureAwait(false) is FillOutcome.Landed && !HasLanded)
                throw new UnreachableException("A fill ended without a value.");
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            _landing.TrySetCanceled(Stop);
        }
        catch (Exception e)
        {
            if (_landing.TrySetException(e))
                _ = _landing.Task.Exception;
            else
                Failed(e);
        }
        finally
        {
            Core.Flights.Remove(key, this);
            Dispose();
        }
    }

    /// <summary>Brings the value, or leaves it to another node where nobody here waits.</summary>
    protected abstract Task<FillOutcome> FlyAsync();

    /// <summary>Something went wrong after the callers were served.</summary>
    protected abstract void Failed(Exception exception);

    /// <summary>Hands the value to the callers; later ones get it while <paramref name="entry"/> may be served, if there is one.</summary>
    protected void Land(T value, byte[]? payload, LocalEntry? entry, CacheOrigin origin, string? staleReason = null, bool isBehind = false, bool isSensitive = false)
    {
        if (_landing.Task.IsCompleted)
            return;
        Landed = entry;
        // The work is wanted for itself now.
        Pin();
        _landing.TrySetResult(new Landing<T>(value, payload, origin, staleReason, isBehind, isSensitive || entry is { IsSensitive: true }));
    }
}
