using System.Collections.Concurrent;
using System.Threading.Channels;
using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Turns transactions into invalidations, in their order: once new snapshots see them, their tags are fenced in Redis. Their position
/// is confirmed to the server when a round has noted it there: who takes over can tell by it that nothing is missing. Whatever fails is done again;
/// to invalidate twice does no harm.
/// </summary>
internal sealed class CommitApplier(
    CacheCore core, PostgresInvalidationOptions options, VisibilityGate? gate, ConcurrentDictionary<long, RelayRound> rounds, Action<ulong> confirm, RelayMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>What comes within so long is one event: it goes to every node, whatever is in it.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMilliseconds(5);

    // One script stays short, and one event readable.
    private const int MostTagsAtOnce = 500;
    private const int MostItemsAtOnce = 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private bool _isTelling = true;

    public async Task ApplyAsync(ChannelReader<LogItem> reader, CancellationToken cancellationToken)
    {
        var batch = new List<LogItem>();
        long? lastAt = null;
        while (await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // One that comes alone goes at once; what comes within a few milliseconds goes together.
            if (lastAt is { } at && Together - time.GetElapsedTime(at) is { Ticks: > 0 } rest)
                await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
            lastAt = time.GetTimestamp();
            batch.Clear();
            while (batch.Count < MostItemsAtOnce && reader.TryRead(out var item))
                batch.Add(item);
            await ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Applies transactions that belong together; returns when they have been, however long Redis is away.</summary>
    public async Task ApplyAsync(IReadOnlyList<LogItem> batch, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        if (gate is not null)
            await gate.WaitAsync([.. batch.Where(static item => item.IsChange).Select(static item => item.Xid)], cancellationToken).ConfigureAwait(false);
        var tags = batch.SelectMany(item => item.Tags).Where(core.Keys.IsValidTag).ToHashSet(StringComparer.Ordinal);
        var position = batch[^1].Position;
        // The transactions come last: a node that has them has all tags.
        var transactions = batch.Where(static item => item.IsWhole).Select(static item => TagNames.OfTransaction(item.Xid));
        foreach (var some in tags.Select(core.Keys.NameOfTag).Concat(transactions).Chunk(MostTagsAtOnce))
            while (!await core.Link.CommitAsync(some, position).ConfigureAwait(false))
                await WaitForRedisAsync(cancellationToken).ConfigureAwait(false);
        if (batch.Count(static item => item.IsWhole) is > 0 and var transactionsApplied)
            metrics.Applied(transactionsApplied, time.GetElapsedTime(begun));
        if (tags.Count > 0 && options.OnInvalidated is { } invalidated)
            await HandleAsync(invalidated, tags, cancellationToken).ConfigureAwait(false);
        if (options.OnCommitted is { } committed && ChangesOf(batch) is { Count: > 0 } changes)
            await HandleAsync(committed, changes, cancellationToken).ConfigureAwait(false);
        await EndRoundAsync(batch).ConfigureAwait(false);
        if (!_isTelling)
            logger.CanTell();
        _isTelling = true;
    }

    private List<CommittedChange> ChangesOf(IReadOnlyList<LogItem> batch)
    {
        var epoch = core.View.Current.Epoch;
        return [.. batch.SelectMany(item => item.Changes.Select(change => new CommittedChange(epoch, item.Position, change.Table, change.Description)))];
    }

    private async Task HandleAsync<T>(Func<T, CancellationToken, ValueTask> handle, T what, CancellationToken cancellationToken)
    {
        for (var hasFailed = false; ; hasFailed = true)
        {
            try
            {
                await handle(what, cancellationToken).ConfigureAwait(false);
                if (hasFailed)
                    logger.HandlerSucceeds();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                logger.HandlerFailedWith(e);
                if (!hasFailed)
                    logger.HandlerFails(e.Message);
                await Task.Delay(options.Retry, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EndRoundAsync(IReadOnlyList<LogItem> batch)
    {
        RelayRound? last = null;
        var end = 0UL;
        foreach (var item in batch)
        {
            if (item.Beat is { } beat && rounds.TryRemove(beat, out var round))
                last = round;
            // Of what has come in part the rest is needed again by who takes over.
            if (!item.IsPart)
                end = item.Position;
        }

        if (last is { } ended && await core.Link.EndRoundAsync(ended, end).ConfigureAwait(false))
            confirm(end);
    }

    private async Task WaitForRedisAsync(CancellationToken cancellationToken)
    {
        if (_isTelling)
            logger.CannotTell();
        _isTelling = false;
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
    }
}
