using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal;

/// <summary>What goes on while a cache lives: it listens, and asks Redis for the clock often enough to stay attached.</summary>
internal sealed class CacheLifetime : IAsyncDisposable
{
    private const int AsksPerLimit = 4;
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(1);

    private readonly CacheCore _core;
    private readonly DomainLink _link;
    private readonly GuardedDomain _guard;
    private readonly RedisConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _beating;
    private int _isDisposed;

    public CacheLifetime(CacheCore core, GuardedDomain guard, RedisConnection connection, TimeSpan detachedAfter)
    {
        _core = core;
        _link = core.Link;
        _guard = guard;
        _connection = connection;
        _time = core.Runtime.Time;
        _interval = detachedAfter / AsksPerLimit;
        _link.SyncWanted = () => _wanted.Release();
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

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        // What is still under way may want a sync: nobody hears it, and it must not fail for that.
        _stop.Dispose();
        _core.Metrics.Dispose();
    }

    private async Task BeatAsync()
    {
        try
        {
            await BeginAsync().ConfigureAwait(false);
            while (!_stop.IsCancellationRequested)
            {
                await _link.SyncAsync().ConfigureAwait(false);
                _core.MeasureDetachment();
                await WaitAsync().ConfigureAwait(false);
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
        if (await _link.SyncAsync().ConfigureAwait(false))
            (await _link.ReadFencesAsync([TagNames.All]).ConfigureAwait(false))?.Dispose();
        _guard.EndPatience();
        _started.TrySetResult();
    }

    private async Task WaitAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        // It takes two questions to be attached to a relay: the second comes soon.
        var isDetached = _core.View.HasRelay && _core.IsDetached(_time.GetTimestamp());
        var pause = Task.Delay(isDetached && _interval > Impatience ? Impatience : _interval, _time, either.Token);
        var wanted = _wanted.WaitAsync(either.Token);
        await Task.WhenAny(pause, wanted).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        _stop.Token.ThrowIfCancellationRequested();
        // One sync answers all who wanted it until now.
        while (_wanted.Wait(0, CancellationToken.None))
        {
        }
    }
}
