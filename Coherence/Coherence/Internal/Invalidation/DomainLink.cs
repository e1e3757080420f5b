using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// A node's link to the domain. It asks Redis, hands what comes back to the <see cref="DomainView"/>, and believes nothing:
/// <list type="bullet">
/// <item>that came over a connection on which the clock has not been compared with what the node knows (the server may be
/// another one, or have lost data);</item>
/// <item>while an invalidation is owed that could not be told to Redis: it is told again first.</item>
/// </list>
/// No call throws for Redis's sake: null or false says that it cannot be had.
/// </summary>
internal sealed class DomainLink(IRedisDomain redis, DomainView view, Runtime runtime, CoherenceMetrics metrics, ILogger logger)
{
    private const int Attempts = 2;

    private readonly Lock _lock = new();
    private Task<bool> _syncing = Task.FromResult(false);
    private long _checkedConnection = -1;
    private volatile bool _isAway;

    public DomainView View => view;

    /// <summary>What Redis could not be told.</summary>
    public OwedInvalidations Owed { get; } = new();

    /// <summary>Who waits to hear of a transaction.</summary>
    public CommitTable Commits { get; } = new();

    /// <summary>Raised when an invalidation is owed, and where events may have been missed: a sync should come soon.</summary>
    public Action? SyncWanted { get; set; }

    private bool IsTrusted => Interlocked.Read(ref _checkedConnection) == redis.Connection && Owed.IsEmpty;

    public void Listen() => redis.Listen(Hear, () => SyncWanted?.Invoke());

    /// <summary>Takes an event from the channel.</summary>
    public void Hear(FeedEvent heard)
    {
        var outcome = view.Apply(heard);
        metrics.Heard(outcome);
        if (heard.Epoch >= view.Current.Epoch)
            Commits.Applied(heard.Tags);
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

    /// <summary>Clock, fences and entry; null when Redis cannot be asked or believed.</summary>
    public ValueTask<Snapshot?> ReadAsync(string key, string[] tags) => LookAsync(key, tags);

    /// <summary>Clock and fences; null when Redis cannot be asked or believed.</summary>
    public ValueTask<Snapshot?> ReadFencesAsync(string[] tags) => LookAsync(null, tags);

    /// <summary>Begins a fill; null when Redis cannot be asked or believed.</summary>
    public async ValueTask<FillStart?> BeginFillAsync(string key, string[] tags, string? lease, TimeSpan lifetime)
    {
        if (!IsTrusted && !await TrustAsync().ConfigureAwait(false))
            return null;
        var request = Ask();
        try
        {
            var start = await redis.BeginFillAsync(key, tags, lease, request.Known, lifetime).ConfigureAwait(false);
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

    /// <summary>Stores an entry; false when it is not certain that Redis has it, and its buffer may still be read.</summary>
    public async ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime)
    {
        try
        {
            await redis.StoreAsync(key, entry, lifetime).ConfigureAwait(false);
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
            return await redis.RenewAsync(key, lease, view.Known).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
            return true;
        }
    }

    /// <summary>Gives a lease back; one that cannot be given back expires.</summary>
    public async ValueTask ReleaseAsync(string key, string lease)
    {
        try
        {
            await redis.ReleaseAsync(key, lease).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    /// <summary>
    /// Invalidates, here at once and everywhere through Redis. Null when Redis could not be told: the tags are dead here, and
    /// an epoch is opened before this node believes Redis again. What a write claims may be kept here all the same.
    /// </summary>
    public async ValueTask<InvalidationAnswer?> InvalidateAsync(string[] tags, WriteClaim? claim)
    {
        try
        {
            if (IsTrusted || await TrustAsync().ConfigureAwait(false))
            {
                var answer = await redis.InvalidateAsync(tags, claim, view.Known).ConfigureAwait(false);
                view.ApplyOwn(answer, tags);
                metrics.Invalidated(tags.Length);
                return answer;
            }
        }
        catch (Exception e)
        {
            Failed(e);
        }

        // Owed before it is applied: a read that finds the tags dead must not find Redis trusted.
        var isFirst = Owed.Add(tags);
        if (claim is null)
            view.ApplyUntold(tags);
        else
            claim.Kept = view.ApplyWrite(claim.Called, tags[0]);
        metrics.InvalidationOwed();
        if (isFirst)
            logger.InvalidationOwed();
        SyncWanted?.Invoke();
        return null;
    }

    /// <summary>Applies commits up to a position, everywhere; false when that is not certain, and has to be done again.</summary>
    public async ValueTask<bool> CommitAsync(string[] tags, ulong position) =>
        await RelayAsync(
            async () =>
            {
                var answer = await redis.CommitAsync(tags, position, view.Known).ConfigureAwait(false);
                view.ApplyOwn(answer, tags);
                Commits.Applied(tags);
                metrics.Invalidated(tags.Length);
                return true;
            }).ConfigureAwait(false);

    /// <summary>Takes over as relay; false when Redis cannot be asked or believed.</summary>
    public async ValueTask<bool> TakeOverAsync(string source, ulong position, ulong end) =>
        await RelayAsync(
            async () =>
            {
                var clock = await redis.TakeOverAsync(source, position, end, view.Known).ConfigureAwait(false);
                if (clock.Epoch != view.Current.Epoch)
                    SyncWanted?.Invoke();
                return true;
            }).ConfigureAwait(false);

    /// <summary>Begins a round of the relay; null when Redis cannot be asked or believed.</summary>
    public async ValueTask<RelayRound?> BeginRoundAsync() =>
        await RelayAsync<RelayRound?>(async () => await redis.BeginRoundAsync(view.Known).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Ends a round of the relay; false when it was of a lost lineage, or that is not certain: another round will do.</summary>
    public async ValueTask<bool> EndRoundAsync(RelayRound round, ulong position) =>
        await RelayAsync(async () => await redis.EndRoundAsync(round, position, view.Known).ConfigureAwait(false)).ConfigureAwait(false);

    private async ValueTask<Snapshot?> LookAsync(string? key, string[] tags)
    {
        if (!IsTrusted && !await TrustAsync().ConfigureAwait(false))
            return null;
        var request = Ask();
        try
        {
            var snapshot = key is null
                ? await redis.ReadFencesAsync(tags).ConfigureAwait(false)
                : await redis.ReadAsync(key, tags).ConfigureAwait(false);
            return IsBelieved(snapshot, request) ? snapshot : null;
        }
        catch (Exception e)
        {
            Failed(e);
            return null;
        }
    }

    private async ValueTask<T?> RelayAsync<T>(Func<ValueTask<T>> request)
    {
        if (!IsTrusted && !await TrustAsync().ConfigureAwait(false))
            return default;
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
            return default;
        }
    }

    private async ValueTask<bool> TrustAsync()
    {
        // The heartbeat looks for it: whoever joined that would wait as long as Redis may take to fail.
        if (_isAway)
            return false;
        // A sync that was under way may have begun before what made it necessary.
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (!await SyncAsync().ConfigureAwait(false))
                return false;
            if (IsTrusted)
                return true;
        }

        return false;
    }

    private async Task<bool> SyncOnceAsync()
    {
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var request = Ask() with { Connection = redis.Connection };
                var (owed, tags) = Owed.Read();
                var answer = await redis.SyncAsync(request.Known, raise: tags is null && Owed.AreMadeGood).ConfigureAwait(false);
                // Connected anew meanwhile, perhaps to another server.
                if (redis.Connection != request.Connection)
                    continue;
                var before = view.Current;
                if (!view.ApplySync(answer, request.At))
                    logger.MissedTooMuch();
                foreach (var missed in answer.Events)
                    Commits.Applied(missed.Tags);
                if (view.Current.Epoch != before.Epoch)
                    logger.EpochOpened(view.Current.Epoch);
                if (tags is { Length: > 0 } && Owed.AreMadeGood && !await TellOwedAsync(tags, request.Connection).ConfigureAwait(false))
                    continue;
                Owed.Settle(owed);
                Interlocked.Exchange(ref _checkedConnection, request.Connection);
                _isAway = false;
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

    /// <summary>False: over a connection that was made meanwhile, and perhaps to a server that was not looked at.</summary>
    private async ValueTask<bool> TellOwedAsync(string[] tags, long connection)
    {
        var answer = await redis.InvalidateAsync(tags, null, view.Known).ConfigureAwait(false);
        view.ApplyOwn(answer, tags);
        metrics.Invalidated(tags.Length);
        return redis.Connection == connection;
    }

    private Request Ask() => new(Interlocked.Read(ref _checkedConnection), view.Known, runtime.Time.GetTimestamp());

    private bool IsBelieved(Snapshot snapshot, Request request)
    {
        if (redis.Connection == request.Connection)
        {
            if (snapshot.Clock is not { } clock || view.Learn(clock, request.Known, request.At))
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
