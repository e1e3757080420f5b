using System.Threading.Channels;
using AspireCache.Coherence;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Catalog.Api.Changes;

/// <summary>Keeps this replica's <see cref="ChangeRing"/> at the end of the journal: at once when told, and every second anyway.</summary>
internal sealed class ChangeHub(ChangeJournal journal, HybridCache cache, IOptions<ChangesOptions> options, TimeProvider time, ILogger<ChangeHub> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly CoherentHybridCache _cache = (CoherentHybridCache)cache;
    private readonly SemaphoreSlim _looking = new(1);
    private readonly Channel<bool> _told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _listeners;
    private bool _isListening;
    private volatile bool _isAway;

    public ChangeRing Ring { get; } = new(options.Value.History);

    /// <summary>Takes one of the places for listeners; null when all are taken.</summary>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref _listeners) <= options.Value.MaxListeners)
            return new ListenerPlace(() => Interlocked.Decrement(ref _listeners));
        Interlocked.Decrement(ref _listeners);
        return null;
    }

    /// <summary>Takes in what the journal holds for a listener that begins; while Redis is away nobody waits for it.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _isAway ? Task.CompletedTask : LookAsync(cancellationToken);

    /// <summary>Whether a look failed for want of Redis. The client also cancels, by itself, what waits while a connection is lost or comes back.</summary>
    internal static bool IsAway(Exception exception, CancellationToken cancellationToken) =>
        exception is RedisException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await LookAsync(stoppingToken);
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(_told.Reader.WaitToReadAsync(pause.Token).AsTask(), Task.Delay(LookInterval, time, pause.Token));
            await pause.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
            _told.Reader.TryRead(out _);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            Ring.Enter(_cache.Heard.Epoch);
            if (!_isListening)
                await journal.ListenAsync(() => _told.Writer.TryWrite(true), cancellationToken);
            _isListening = true;
            var last = await journal.ReadLastAsync(cancellationToken);
            if ((last?.Id ?? ChangeId.StartOf(Ring.Last.Epoch)) != Ring.Last && !(last?.Id.Epoch < Ring.Last.Epoch))
                Ring.Append(await journal.ReadAsync(Ring.Last.Position, cancellationToken));
            if (_isAway)
                Log.JournalIsBack(logger);
            _isAway = false;
        }
        catch (Exception exception) when (IsAway(exception, cancellationToken))
        {
            if (!_isAway)
                Log.JournalIsAway(logger, exception.Message);
            _isAway = true;
        }
        finally
        {
            _looking.Release();
        }
    }

    private sealed class ListenerPlace(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
