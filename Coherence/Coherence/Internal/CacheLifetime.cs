using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal;

/// <summary>What goes on while a cache lives: it listens, and asks Redis for the clock often enough to stay attached.</summary>
internal sealed class CacheLifetime : IAsyncDisposable
{
    private const int AsksPerLimit = 4;
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(1);

    private readonly CacheCore _core;
    private readonly DomainLink _link;
    private readonly GuardedDomain _guard;
    private readonly RedisConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _retry;
    private readonly TimeSpan _endsWithin;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly ITimer _asking;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _beating;
    private volatile bool _hasGivenUp;
    private long _heardAt;
    private int _isAskDue;
    private int _isDisposed;

    public CacheLifetime(CacheCore core, GuardedDomain guard, RedisConnection connection, CoherenceOptions options)
    {
        _core = core;
        _link = core.Link;
        _guard = guard;
        _connection = connection;
        _time = core.Runtime.Time;
        _interval = options.DetachedAfter / AsksPerLimit;
        _retry = options.CircuitBreakerDuration;
        _endsWithin = options.InvalidationTimeout;
        _link.SyncWanted = () => _wanted.Release();
        _link.RoundHeard = AskBeforeTheNext;
        _asking = _time.CreateTimer(_ => Ask(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _link.Listen();
        // Nobody's request: what the heartbeat asks belongs to no trace.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _beating = Task.Run(BeatAsync);
    }

    /// <summary>Waits for the first answer of Redis, not longer than a moment: an application starts without it too.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _started.Task.WaitAsync(StartsWithin, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It goes on trying.
            _guard.EndPatience();
        }
    }

    /// <summary>The application stops: owed invalidations are sent while there is time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        _hasGivenUp = !await _link.TellOwedAsync(_hasGivenUp ? TimeSpan.Zero : _endsWithin, cancellationToken).ConfigureAwait(false);

    /// <summary>Ends at once where nothing is owed, or when there was time to tell it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _link.Close();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _asking.DisposeAsync().ConfigureAwait(false);
        // What is still under way may want a sync: nobody hears it, and it must not fail for that.
        _stop.Dispose();
        _core.Metrics.Dispose();
    }

    // A round proves what was asked before it began: the shorter before, the more. The next begins about as long after the last as that
    // did after the one before it; a question that comes too late for it counts for the one after.
    private void AskBeforeTheNext()
    {
        var now = _time.GetTimestamp();
        var since = _time.GetElapsedTime(Interlocked.Exchange(ref _heardAt, now), now);
        if (Interlocked.Exchange(ref _isAskDue, 1) == 0)
            _asking.Change(TimeSpan.FromTicks(Math.Clamp(since.Ticks / 2, LeastPause.Ticks, _interval.Ticks)), Timeout.InfiniteTimeSpan);
    }

    private void Ask()
    {
        Interlocked.Exchange(ref _isAskDue, 0);
        _wanted.Release();
    }

    private async Task BeatAsync()
    {
        try
        {
            await BeginAsync().ConfigureAwait(false);
            while (!_stop.IsCancellationRequested)
            {
                var isSynced = await _link.SyncAsync().WaitAsync(_stop.Token).ConfigureAwait(false);
                _core.MeasureDetachment();
                await WaitAsync(isSynced).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    // Once through what every request needs, before the first one comes.
    private async Task BeginAsync()
    {
        if (await _link.SyncAsync().WaitAsync(_stop.Token).ConfigureAwait(false))
            (await _link.ReadFencesAsync([TagNames.All]).ConfigureAwait(false))?.Dispose();
        _guard.EndPatience();
        _started.TrySetResult();
    }

    private async Task WaitAsync(bool isSynced)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var pause = isSynced || _interval < _retry ? _interval : _retry;
        // Somebody waits for what is owed; and it takes two questions to be attached to a relay.
        if (pause > Impatience && (!_link.Owed.IsEmpty || (_core.View.HasRelay && _core.IsDetached(_time.GetTimestamp()))))
            pause = Impatience;
        var paused = Task.Delay(pause, _time, either.Token);
        var wanted = _wanted.WaitAsync(either.Token);
        await Task.WhenAny(paused, wanted).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        _stop.Token.ThrowIfCancellationRequested();
        // One sync answers all who wanted it until now.
        while (_wanted.Wait(0, CancellationToken.None))
        {
        }
    }
}
