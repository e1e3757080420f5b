
namespace AspireCache.Coherence.Internal.Leases;

/// <summary>A flight that brings a value of one type, whoever started it.</summary>
internal abstract class Flight<T>(CacheCore core, FlightKey key, string[] tags) : Flight(core.View, tags, core.Runtime.Time)
{
    private readonly TaskCompletionSource<Landing<T>> _landing = new(core.Runtime.Continuations);

    protected CacheCore Core => core;

    protected string Key => key.Key;

    /// <summary>Whether the callers have what they came for; the flight may go on for the cache's sake.</summary>
    protected bool HasLanded => _landing.Task.IsCompleted;

    /// <summary>Waits for the value; a caller that gives up leaves.</summary>
    public async ValueTask<T> WaitAsync(CancellationToken cancellationToken)
    {
        Landing<T> landing;
        if (!cancellationToken.CanBeCanceled || _landing.Task.IsCompleted)
        {
            landing = await _landing.Task.ConfigureAwait(false);
        }
        else
        {
            try
            {
                landing = await _landing.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                core.Flights.Leave(key, this);
                throw;
            }
        }

        return landing.Take(core.Serializers);
    }

    /// <summary>Runs to the end. Never throws: what goes wrong is told to the callers.</summary>
    public async Task RunAsync()
    {
        try
        {
            await FlyAsync().ConfigureAwait(false);
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
            core.Flights.Remove(key, this);
            Dispose();
        }
    }

    protected abstract Task FlyAsync();

    /// <summary>Something went wrong after the callers were served.</summary>
    protected abstract void Failed(Exception exception);

    protected void Land(T value, byte[]? payload)
    {
        if (_landing.Task.IsCompleted)
            return;
        // Whoever comes now finds the value in memory, or starts anew.
        Pin();
        _landing.TrySetResult(new Landing<T>(value, payload));
    }
}
