using System.Runtime.CompilerServices;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// A circuit breaker that counts failures in a row, however far apart: where nothing but a heartbeat asks, a rate would never be
/// reached, and nobody would know. After the break one request tries Redis again. Its opening and closing are reported once each,
/// however many tries fail between.
/// </summary>
internal sealed class RedisCircuit(TimeSpan breakDuration, TimeProvider time, Action<Exception> opened, Action closed)
{
    private const int FailuresInARow = 4;

    private readonly Lock _lock = new();
    private volatile int _failures;
    private volatile bool _isOpen;
    private long _openedAt;
    private long _triedAt;
    private bool _isTrying;

    /// <summary>Runs the request, or throws a <see cref="BrokenCircuitException"/> without running it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, ValueTask<TResult>> request, TState state)
    {
        Enter();
        var begun = time.GetTimestamp();
        TResult result;
        try
        {
            result = await request(state).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
            throw;
        }

        Succeeded(begun);
        return result;
    }

    /// <summary>Runs a request that may wait, open or not. An answer that took longer than a read waits is a failure to reads.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> WatchAsync<TState, TResult>(Func<TState, ValueTask<TResult>> request, TState state, TimeSpan soon)
    {
        var begun = time.GetTimestamp();
        TResult result;
        try
        {
            result = await request(state).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
            throw;
        }

        if (time.GetElapsedTime(begun) <= soon)
            Succeeded(begun);
        return result;
    }

    private void Enter()
    {
        if (!_isOpen)
            return;
        lock (_lock)
        {
            if (!_isOpen)
                return;
            if (_isTrying || time.GetElapsedTime(_triedAt) < breakDuration)
                throw new BrokenCircuitException();
            _isTrying = true;
        }
    }

    private void Succeeded(long begun)
    {
        if (_failures == 0)
            return;
        lock (_lock)
        {
            // What was asked before it opened says nothing of now.
            if (_isOpen && begun < _openedAt)
                return;
            _failures = 0;
            if (!_isOpen)
                return;
            (_isOpen, _isTrying) = (false, false);
            closed();
        }
    }

    private void Failed(Exception exception)
    {
        lock (_lock)
        {
            _isTrying = false;
            _triedAt = time.GetTimestamp();
            if (_failures < FailuresInARow)
                _failures++;
            if (_isOpen || _failures < FailuresInARow)
                return;
            _isOpen = true;
            _openedAt = _triedAt;
            opened(exception);
        }
    }
}

/// <summary>Redis was not asked: it has failed several times in a row, a moment ago.</summary>
internal sealed class BrokenCircuitException() : Exception("Redis is left alone for a moment, since it has failed.");
