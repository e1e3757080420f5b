using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// Stands between the caches and Redis, so that Redis can be slow, hang or be gone and no request fails or waits for long.
/// <list type="number">
/// <item>Every operation is waited for no longer than the limit; a failure is a miss, or nothing stored.</item>
/// <item>A few failures in a short time: Redis is left alone, at no cost, until the background has reached it again.
/// No request is ever the probe.</item>
/// <item>An invalidation that is not known to have arrived is remembered, and nothing is read until it is made good:
/// old entries must not come back with Redis.</item>
/// </list>
/// </summary>
internal sealed class RedisGuard(IOptions<RedisGuardOptions> options, TimeProvider time, RedisMetrics metrics, ILogger<RedisGuard> logger)
{
    private readonly RedisGuardOptions _options = options.Value;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RedisState _state;
    private long _unavailableSince = time.GetTimestamp();
    private long _firstFailure;
    private int _failures;

    public InvalidationJournal Journal { get; } = new(options.Value.MaxRememberedInvalidations);

    public RedisState State => _state;

    /// <summary>May entries be served? Not while one of them may be an entry that was to be removed.</summary>
    public bool CanRead => _state == RedisState.Available && Journal.IsSettled;

    /// <summary>Reads an entry.</summary>
    public async Task<RedisAnswer> ReadAsync<TState>(RedisOperation operation, TState state, Func<TState, Task<byte[]?>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!CanRead)
        {
            metrics.Skipped(operation);
            return RedisAnswer.None;
        }

        var start = time.GetTimestamp();
        Task<byte[]?>? running = null;
        try
        {
            running = read(state);
            var value = await running.WaitAsync(_options.OperationTimeout, time, cancellationToken);
            metrics.Ended(operation, value is null ? RedisMetrics.Miss : RedisMetrics.Hit, start);
            // Asked again: an invalidation may have gone astray while the entry was on its way.
            return CanRead ? new RedisAnswer(true, value) : RedisAnswer.None;
        }
        catch (Exception exception) when (!IsCancellation(exception, cancellationToken))
        {
            Failed(operation, running, exception, start);
            return RedisAnswer.None;
        }
        finally
        {
            Abandon(running);
        }
    }

    /// <summary>Stores an entry, or does not.</summary>
    /// <param name="operation">What it is.</param>
    /// <param name="state">Handed to the functions.</param>
    /// <param name="write">Stores it.</param>
    /// <param name="undo">
    /// Where a write that broke off may leave something wrong behind: what takes it back before anything is read again.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WriteAsync<TState>(
        RedisOperation operation,
        TState state,
        Func<TState, Task> write,
        (Invalidation Name, Func<Task> Run)? undo,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_state != RedisState.Available)
        {
            metrics.Skipped(operation);
            return;
        }

        var start = time.GetTimestamp();
        Task? running = null;
        try
        {
            running = write(state);
            if (undo is { } undone)
                UndoWhenBroken(running, undone.Name, undone.Run);
            await running.WaitAsync(_options.OperationTimeout, time, cancellationToken);
            metrics.Ended(operation, RedisMetrics.Done, start);
        }
        catch (Exception exception) when (!IsCancellation(exception, cancellationToken))
        {
            Failed(operation, running, exception, start);
        }
        finally
        {
            Abandon(running);
        }
    }

    /// <summary>Removes entries: now, or before anything is read from Redis again.</summary>
    public async Task InvalidateAsync(Invalidation invalidation, Func<Task> invalidate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            // Under the lock that makes Redis available: none is added behind the last look at the journal.
            if (_state != RedisState.Available)
            {
                Journal.Add(invalidation, invalidate);
                metrics.Skipped(invalidation.Operation);
                return;
            }
        }

        var start = time.GetTimestamp();
        Task? running = null;
        try
        {
            running = invalidate();
            await running.WaitAsync(_options.OperationTimeout, time, cancellationToken);
            metrics.Ended(invalidation.Operation, RedisMetrics.Done, start);
        }
        catch (Exception exception)
        {
            var sequence = Journal.Add(invalidation, invalidate);
            if (running is { IsFaulted: false })
                SettleWhenDone(running, invalidation, sequence);
            else
                Lose(exception.Message);

            if (IsCancellation(exception, cancellationToken))
                throw;
            Failed(invalidation.Operation, running, exception, start);
        }
    }

    /// <summary>Redis is gone: leave it alone from now on.</summary>
    public void Lose(string reason)
    {
        lock (_lock)
        {
            if (_state != RedisState.Available)
                return;
            Become(RedisState.Unavailable);
            _unavailableSince = time.GetTimestamp();
            metrics.SetAvailable(false);
            Log.Unavailable(logger, reason);
        }
    }

    /// <summary>Redis answers again and all is made good; false where something was missed meanwhile.</summary>
    public bool TryRegain(string recovery)
    {
        lock (_lock)
        {
            if (!Journal.IsSettled)
                return false;
            Become(RedisState.Available);
            _failures = 0;
            metrics.SetAvailable(true);
            Log.Available(logger, time.GetElapsedTime(_unavailableSince), recovery);
            return true;
        }
    }

    /// <summary>Ends when Redis is in that state.</summary>
    public async Task WaitForAsync(RedisState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_state == state)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Become(RedisState state)
    {
        _state = state;
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Failed(RedisOperation operation, Task? running, Exception exception, long start)
    {
        var timedOut = exception is TimeoutException;
        metrics.Ended(operation, timedOut ? RedisMetrics.TimedOut : RedisMetrics.Failed, start);

        lock (_lock)
        {
            if (_failures == 0 || time.GetElapsedTime(_firstFailure) > _options.FailureWindow)
            {
                _failures = 0;
                _firstFailure = time.GetTimestamp();
            }

            if (++_failures < _options.FailureThreshold)
                return;
        }

        Lose(timedOut && running is { IsCompleted: false }
            ? $"no answer within {_options.OperationTimeout.TotalMilliseconds:0} ms"
            : exception.Message);
    }

    private void SettleWhenDone(Task running, Invalidation invalidation, long sequence) =>
        running.ContinueWith(
            ended =>
            {
                if (ended.IsCompletedSuccessfully)
                    Journal.Settle(invalidation, sequence);
                else
                    Lose(ended.Exception?.GetBaseException().Message ?? "an invalidation was given up");
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private void UndoWhenBroken(Task running, Invalidation invalidation, Func<Task> undo)
    {
        if (running.IsCompletedSuccessfully)
            return;

        running.ContinueWith(
            ended =>
            {
                Journal.Add(invalidation, undo);
                Lose(ended.Exception?.GetBaseException().Message ?? "a write was given up");
            },
            CancellationToken.None,
            TaskContinuationOptions.NotOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Nobody waits for it any more: its failure must not surface as an unobserved one.</summary>
    private static void Abandon(Task? running)
    {
        if (running is { IsCompleted: false })
            running.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    private static bool IsCancellation(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
