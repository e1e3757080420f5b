using AspireCache.Coherence.Internal.Diagnostics;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <content>
/// How an invalidation gets to Redis:
/// <list type="number">
/// <item>in chunks, each of which is one step in Redis, waiting no longer than a read does;</item>
/// <item>what that did not tell is owed: dead on this node at once, and told by every sync from now on, before Redis is believed;</item>
/// <item>its caller waits for that, within <see cref="InvalidationTimeout"/>. The outcome says whether Redis was told in time.</item>
/// </list>
/// A step may be taken twice, since one that was given up may have been taken: that does no harm.
/// </content>
internal sealed partial class DomainLink
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int _isOwing;
    private volatile bool _isClosed;

    /// <summary>What Redis could not be told.</summary>
    public OwedInvalidations Owed { get; } = new(runtime.Continuations);

    /// <summary>How long an invalidation may take before its outcome is that it is owed; see <see cref="CoherenceOptions.InvalidationTimeout"/>.</summary>
    public TimeSpan InvalidationTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Invalidates, here at once and everywhere through Redis.</summary>
    /// <param name="tags">The tags; with a claim one.</param>
    /// <param name="claim">For an invalidation that comes with a new value, which is kept here where Redis cannot be told at once.</param>
    /// <param name="cancellationToken">Ends the waiting, never the invalidation.</param>
    public async ValueTask<Invalidated> InvalidateAsync(string[] tags, WriteClaim? claim, CancellationToken cancellationToken = default)
    {
        var begun = runtime.Time.GetTimestamp();
        var told = 0;
        try
        {
            while (IsTrusted || await TrustAsync().ConfigureAwait(false))
            {
                var some = tags.AsSpan(told)[..InvalidationChunk.LengthOf(tags.AsSpan(told))].ToArray();
                var answer = await SoonAsync(redis.InvalidateAsync(some, claim, view.Known).AsTask()).ConfigureAwait(false);
                view.ApplyOwn(answer, some);
                metrics.Invalidated(some.Length);
                told += some.Length;
                if (told == tags.Length)
                    return new Invalidated(answer, InvalidationOutcome.Applied);
            }
        }
        catch (Exception e)
        {
            Failed(e);
        }

        return new Invalidated(null, await OweAsync(tags.AsMemory(told), claim, begun, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Tells Redis what is owed, for so long at most; false where that was not long enough.</summary>
    public async Task<bool> TellOwedAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var begun = runtime.Time.GetTimestamp();
        while (!Owed.IsEmpty && !cancellationToken.IsCancellationRequested && within - runtime.Time.GetElapsedTime(begun) is { Ticks: > 0 } left)
        {
            // A sync may take as long as an invalidation, and one that is under way may be near its end.
            await Task.WhenAny(SyncAsync(), Task.Delay(left, runtime.Time, cancellationToken)).ConfigureAwait(false);
            if (!Owed.IsEmpty)
                await Task.Delay(Pause, runtime.Time, CancellationToken.None).ConfigureAwait(false);
        }

        return Owed.IsEmpty;
    }

    /// <summary>From now on nobody tells what is owed, and nobody waits for it.</summary>
    public void Close()
    {
        _isClosed = true;
        if (!Owed.IsEmpty)
            logger.OwedAtTheEnd(Owed.Count is { } tags ? $"{tags} tags" : "all tags");
    }

    private async ValueTask<InvalidationOutcome> OweAsync(ReadOnlyMemory<string> tags, WriteClaim? claim, long begun, CancellationToken cancellationToken)
    {
        // Owed before it is applied: a read that finds the tags dead must not find Redis trusted.
        var told = Owed.Add(tags.Span);
        SyncWanted?.Invoke();
        if (claim is null)
            view.ApplyUntold(tags.Span);
        else if (view.ApplyWrite(claim.Called, tags.Span[0]) is { } stamp)
            claim.Keep(stamp);
        try
        {
            var left = InvalidationTimeout - runtime.Time.GetElapsedTime(begun);
            await told.WaitAsync(_isClosed || left < TimeSpan.Zero ? TimeSpan.Zero : left, runtime.Time, cancellationToken).ConfigureAwait(false);
            return InvalidationOutcome.Applied;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            metrics.InvalidationOwed();
            if (Interlocked.Exchange(ref _isOwing, 1) == 0)
                logger.InvalidationOwed(InvalidationTimeout);
            if (e is OperationCanceledException)
                throw;
            return InvalidationOutcome.Owed;
        }
    }

    /// <summary>Sends what is owed over a connection that was checked; false where the connection was replaced meanwhile.</summary>
    private async ValueTask<bool> TellOwedAsync(long connection)
    {
        do
        {
            while (Owed.Next() is { } tags)
            {
                var answer = await redis.InvalidateAsync(tags, null, view.Known).ConfigureAwait(false);
                view.ApplyOwn(answer, tags);
                metrics.Invalidated(tags.Length);
                // Perhaps to a server that was not looked at.
                if (redis.Connection != connection)
                    return false;
                Owed.Told(tags);
            }
        }
        while (!Owed.IsEmpty && !Owed.Begin());

        return true;
    }
}
