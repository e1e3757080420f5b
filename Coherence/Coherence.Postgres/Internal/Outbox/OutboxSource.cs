using System.Collections.Concurrent;
using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>
/// Commits from the outbox. One node at a time is the relay, by a lease in the database. The lease only saves work: what a relay proves
/// does not rest on it. It began a round, then saw every line that had committed, and applied it; and nobody deletes a line who has not.
/// </summary>
internal sealed class OutboxSource(CacheCore core, NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, RelayStatus status, RelayMetrics metrics, TimeProvider time, ILogger logger)
    : ICommitSource
{
    private static readonly TimeSpan SizeCheckInterval = TimeSpan.FromSeconds(30);

    private readonly OutboxSetup _setup = new(database, options, names, logger);
    private readonly OutboxTable _outbox = new(database, options, names);
    private readonly ConcurrentDictionary<long, RelayRound> _rounds = new();
    private readonly HashSet<long> _applied = [];
    private ulong? _confirmed;
    private long _beats;
    private bool _isLarge;
    private bool _isSetUp;

    public async Task<bool> LeadAsync(CancellationToken cancellationToken)
    {
        // At first whatever another node relays: this one may map more tables.
        if (_isSetUp && await _outbox.ClaimAsync(cancellationToken).ConfigureAwait(false) is null)
            return true;
        try
        {
            await _setup.EnsureAsync(cancellationToken).ConfigureAwait(false);
            _isSetUp = true;
            if (await _outbox.ClaimAsync(cancellationToken).ConfigureAwait(false) is { } claim)
                await RelayAsync(claim, cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            await _outbox.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task RelayAsync(OutboxClaim first, CancellationToken cancellationToken)
    {
        // Read after the claim, whose source has the print: while that stays, so do the tables.
        var reader = new OutboxReader(database, await _setup.ReadTablesAsync(cancellationToken).ConfigureAwait(false), options, names, logger);
        while (!await core.Link.TakeOverAsync(first.Source, first.Applied, first.LogEnd).ConfigureAwait(false))
            await Task.Delay(options.Retry, time, cancellationToken).ConfigureAwait(false);
        status.Leads(log => log.LeadingFromOutbox(_outbox.Name, options.OutboxInterval.TotalMilliseconds));
        _rounds.Clear();
        _applied.Clear();
        // What the outbox shows has committed, and is visible: there is nothing to wait for.
        var applier = new CommitApplier(core, options, null, _rounds, position => _confirmed = position, metrics, time, logger);
        long? roundAt = null;
        var sizeAt = time.GetTimestamp();
        while (true)
        {
            long? beat = null;
            if (roundAt is not { } last || time.GetElapsedTime(last) >= options.Heartbeat)
            {
                roundAt = time.GetTimestamp();
                if (await core.Link.BeginRoundAsync().ConfigureAwait(false) is { } round)
                    _rounds[(beat = ++_beats).Value] = round;
                if (await _outbox.ClaimAsync(cancellationToken).ConfigureAwait(false) is not { } claim)
                    return;
                if (claim.Source != first.Source)
                    throw new SchemaChangedException();
            }

            await DrainAsync(reader, applier, beat, cancellationToken).ConfigureAwait(false);
            if (time.GetElapsedTime(sizeAt) > SizeCheckInterval)
            {
                sizeAt = time.GetTimestamp();
                var bytes = await _outbox.ReadSizeAsync(cancellationToken).ConfigureAwait(false);
                metrics.Behind(bytes);
                if (bytes > options.SlotWarningBytes && !_isLarge)
                    logger.OutboxLarge(_outbox.Name, bytes);
                _isLarge = bytes > options.SlotWarningBytes;
            }

            await Task.Delay(options.OutboxInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Applies everything that has committed; a beat comes after the last of it. Lines are deleted when a round has noted in Redis that
    /// they were applied, and until then passed over.
    /// </summary>
    private async Task DrainAsync(OutboxReader reader, CommitApplier applier, long? beat, CancellationToken cancellationToken)
    {
        OutboxPage page;
        do
        {
            page = await reader.ReadAsync(_applied, cancellationToken).ConfigureAwait(false);
            var items = page.Items;
            if (page.IsComplete && beat is not null)
                items.Add(new LogItem(0, [], [], page.Position, beat, IsWhole: false));
            _confirmed = null;
            if (items.Count > 0)
                await applier.ApplyAsync(items, cancellationToken).ConfigureAwait(false);
            _applied.UnionWith(page.Ids);
        }
        while (!page.IsComplete);
        if (_confirmed is not { } position || _applied.Count == 0)
            return;
        await _outbox.DeleteAsync(_applied, position, cancellationToken).ConfigureAwait(false);
        _applied.Clear();
    }
}
