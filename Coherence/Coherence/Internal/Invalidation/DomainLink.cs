using System.Runtime.CompilerServices;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// A node's link to the domain. It asks Redis, hands what comes back to the <see cref="DomainView"/>, and believes nothing:
/// <list type="bullet">
/// <item>that came over a connection on which the clock has not been compared with what the node knows (the server may be
/// another one, or have lost data);</item>
/// <item>while an invalidation is owed that did not reach Redis: it is sent again first.</item>
/// </list>
/// No call throws for Redis's sake: null or false says that it cannot be had.
/// </summary>
internal sealed partial class DomainLink(IRedisDomain redis, IEntryRequests entries, DomainView view, Runtime runtime, CoherenceMetrics metrics, ILogger logger)
{
    private const int Attempts = 2;

    /// <summary>Of 256 KiB each.</summary>
    private const int MostPages = 64;

    private readonly Lock _lock = new();
    private Task<bool> _syncing = Task.FromResult(false);
    private long _checkedConnection = -1;
    private volatile bool _isAway;
    private volatile Task<bool>? _tooSlow;
    private int _isRunUnknown;

    public DomainView View => view;

    /// <summary>Callers that wait for a transaction.</summary>
    public CommitTable Commits { get; } = new();

    /// <summary>How long a read waits for what others ask of Redis; without a limit unless set.</summary>
    public Func<TimeSpan> ReadLimit { get; set; } = static () => Timeout.InfiniteTimeSpan;

    /// <summary>Raised when an invalidation is owed, and where events may have been missed: a sync should come soon.</summary>
    public Action? SyncWanted { get; set; }

    /// <summary>Raised when the end of a relay's round is heard.</summary>
    public Action? RoundHeard { get; set; }

    private bool IsTrusted => Interlocked.Read(ref _checkedConnection) == redis.Connection && Owed.IsEmpty;

    public void Listen() => redis.Listen(Hear, () => SyncWanted?.Invoke());

    /// <summary>Takes an event from the channel.</summary>
    public void Hear(FeedEvent heard)
    {
        var outcome = view.Apply(heard);
        metrics.Heard(outcome);
        if (heard.Epoch >= view.Current.Epoch)
            Commits.Applied(heard);
        if (outcome is FeedOutcome.Round)
            RoundHeard?.Invoke();
        if (outcome is FeedOutcome.Gap)
            SyncWanted?.Invoke();
        if (outcome is FeedOutcome.NewEpoch)
            logger.EpochOpened(heard.Epoch);
    }

    /// <summary>The heartbeat: compares clocks, catches up on missed events, tells what is owed. One at a time.</summary>
    public Task<bool> SyncAsync()
    {
        lock (_lock)
        {
            if (_syncing.IsCompleted)
                _syncing = SyncOnceAsync();
            return _syncing.WaitAsync(runtime.Sharing);
        }
    }

    /// <summary>Learns the epoch, where Redis can be asked; waits no longer than a read may.</summary>
    public async ValueTask LearnEpochAsync() => await TrustAsync().ConfigureAwait(false);

    /// <summary>Clock, fences and entry; null when Redis cannot be asked or believed.</summary>
    public ValueTask<Snapshot?> ReadAsync(string key, string[] tags) => LookAsync(key, tags);

    /// <summary>Clock and fences; null when Redis cannot be asked or believed.</summary>
    public ValueTask<Snapshot?> ReadFencesAsync(string[] tags) => LookAsync(null, tags);

    /// <summary>Begins a fill; null when Redis cannot be asked or believed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FillStart?> BeginFillAsync(string key, string[] tags, string? lease, TimeSpan lifetime, bool unlessThere = false)
    {
        if (!IsTrusted && !await TrustAsync().ConfigureAwait(false))
            return null;
        var request = Ask();
        try
        {
            var start = await entries.BeginFillAsync(key, tags, lease, request.Known, lifetime, unlessThere).ConfigureAwait(false);
            if (IsBelieved(start.Snapshot, request))
                return start;
            if (start.HasLease)
                await ReleaseAsync(key, lease!).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            Failed(e);
            // It may have been taken, or be taken yet: nobody else could fill until it expires. Nobody waits for this either.
            if (lease is not null && e is not BrokenCircuitException)
                _ = ReleaseAsync(key, lease).AsTask();
            return null;
        }
    }

    /// <summary>Stores an entry and returns the lease; false when that is not certain, and the entry's buffer may still be read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive)
    {
        try
        {
            await entries.StoreAsync(key, entry, lifetime, lease, isSensitive).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            Failed(e);
            return false;
        }
    }

    /// <summary>Renews a lease; false where it is not held any more, true where that is not known.</summary>
    public async ValueTask<bool> RenewAsync(string key, string lease)
    {
        try
        {
            return await entries.RenewAsync(key, lease, view.Known).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
            return true;
        }
    }

    /// <summary>Returns a lease; one that cannot be returned expires.</summary>
    public async ValueTask ReleaseAsync(string key, string lease)
    {
        try
        {
            await entries.ReleaseAsync(key, lease).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Snapshot?> LookAsync(string? key, string[] tags)
    {
        if (!IsTrusted && !await TrustAsync().ConfigureAwait(false))
            return null;
        var request = Ask();
        try
        {
            var snapshot = key is null
                ? await entries.ReadFencesAsync(tags).ConfigureAwait(false)
                : await entries.ReadAsync(key, tags).ConfigureAwait(false);
            return IsBelieved(snapshot, request) ? snapshot : null;
        }
        catch (Exception e)
        {
            Failed(e);
            return null;
        }
    }

    private async ValueTask<bool> TrustAsync()
    {
        // The heartbeat looks for it: whoever joined that would wait as long as Redis may take to fail.
        if (_isAway || _tooSlow is { IsCompleted: false })
            return false;
        // A sync that was under way may have begun before what made it necessary.
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var sync = SyncAsync();
            try
            {
                if (!await SoonAsync(sync).ConfigureAwait(false))
                    return false;
            }
            catch (TimeoutException)
            {
                // Nobody else waits for it.
                _tooSlow = sync;
                return false;
            }

            if (IsTrusted)
                return true;
        }

        return false;
    }

    /// <summary>Waits no longer than a read may. What is given up goes on.</summary>
    private async ValueTask<T> SoonAsync<T>(Task<T> task)
    {
        try
        {
            return await task.WaitAsync(ReadLimit(), runtime.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            _ = task.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private async Task<bool> SyncOnceAsync()
    {
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var request = Ask() with { Connection = redis.Connection };
                var isEpochOwed = Owed.Begin();
                if (!await CatchUpAsync(request, isEpochOwed).ConfigureAwait(false))
                    continue;
                if (isEpochOwed)
                    Owed.Settle();
                else if (!await TellOwedAsync(request.Connection).ConfigureAwait(false))
                    continue;
                Interlocked.Exchange(ref _checkedConnection, request.Connection);
                _isAway = false;
                if (Owed.IsEmpty && Interlocked.Exchange(ref _isOwing, 0) == 1)
                    logger.NothingOwed();
                return true;
            }
        }
        catch (Exception e)
        {
            Failed(e);
        }

        _isAway = true;
        return false;
    }

    /// <summary>Takes in the clock and what was missed, page by page; false where the connection was replaced meanwhile, perhaps by one to another server.</summary>
    private async ValueTask<bool> CatchUpAsync(Request request, bool isEpochOwed)
    {
        for (var page = 1; ; page++)
        {
            var answer = await redis.SyncAsync(request.Known, isEpochOwed && page == 1).ConfigureAwait(false);
            if (redis.Connection != request.Connection)
                return false;
            if (!answer.HasRun && Interlocked.Exchange(ref _isRunUnknown, 1) == 0)
                logger.RunUnknown();
            var before = view.Current;
            // To forget what is in memory costs less than to read so much.
            if (!view.ApplySync(page < MostPages ? answer : answer with { HasMore = false }, request.At))
                logger.MissedTooMuch();
            foreach (var missed in answer.Events)
                Commits.Applied(missed);
            if (view.Current.Epoch != before.Epoch)
                logger.EpochOpened(view.Current.Epoch);
            if (!answer.HasMore || view.Known.Tick >= answer.Clock.Tick)
                return true;
            request = Ask() with { Connection = request.Connection };
        }
    }

    private Request Ask() => new(Interlocked.Read(ref _checkedConnection), view.Known, runtime.Time.GetTimestamp());

    private bool IsBelieved(Snapshot snapshot, Request request)
    {
        if (redis.Connection == request.Connection)
        {
            if (snapshot.Clock is not { } clock || view.Learn(clock, request.Known))
                return true;
            // It shows less than was known when it was asked: look what happened before asking anything else.
            Interlocked.CompareExchange(ref _checkedConnection, -1, request.Connection);
        }

        snapshot.Dispose();
        return false;
    }

    private void Failed(Exception exception)
    {
        metrics.RedisFailed(exception);
        logger.RedisFailed(exception);
    }

    private readonly record struct Request(long Connection, Knowledge Known, long At);
}
