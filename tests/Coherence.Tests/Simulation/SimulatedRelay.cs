using System.Collections.Concurrent;
using System.Threading.Channels;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Postgres;
using AspireCache.Coherence.Postgres.Internal;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// A node's relay: the product's <see cref="CommitApplier"/>, <see cref="VisibilityGate"/> and messages, over the simulated
/// database. What <c>Leadership</c> does with Npgsql is done here in the same order.
/// </summary>
internal sealed class SimulatedRelay(SimulatedNode node, SimulatedDatabase database, Rules off, string name, Func<Func<object>, Task<object>> ask)
{
    // One whose first tag comes before the others.
    private const int TransactionsPerLargeOne = 3;

    private static readonly PostgresInvalidationOptions Options = new();
    private static readonly RelayMetrics Metrics = new(Microsoft.Extensions.Options.Options.Create(new CoherenceOptions()));

    private ConcurrentDictionary<long, RelayRound> _rounds = new();
    private SimulatedStream? _stream;
    private Channel<LogItem>? _items;
    private Task _beating = Task.CompletedTask;
    private Task _leading = Task.CompletedTask;
    private ulong _received;
    private long _beats;

    /// <summary>Whether it has the slot, or believes so.</summary>
    public bool IsLeading => _stream is not null;

    public bool HasToReceive => _stream is { } stream && (stream.Rest is not null || stream.Sent.Count > 0 || stream.IsCut);

    public void TryLead()
    {
        if (_leading.IsCompleted)
            _leading = TryLeadAsync();
    }

    public void Beat()
    {
        if (_beating.IsCompleted && _stream is { } stream)
            _beating = BeatAsync(stream, _items!.Writer, _rounds);
    }

    /// <summary>As the product's <c>LogReader</c>: of no interest is what concerns no tag and is no beat of its own.</summary>
    public void Receive()
    {
        if (_stream is not { } stream)
            return;
        if (stream.Rest is { } rest)
        {
            stream.Rest = null;
            _items!.Writer.TryWrite(rest);
            return;
        }

        if (!stream.Sent.TryDequeue(out var record))
        {
            if (stream.IsCut)
                stream.Ended.TrySetException(new DatabaseRefusedException("the server ended the replication"));
            return;
        }

        _received = record.Position;
        if (off.HasFlag(Rules.ConfirmAfterApply))
            stream.Status = record.Position;
        var beat = record.Message is { } text ? RelayMessage.ReadBeat(text, name) : null;
        string[] tags = [.. record.Tags, .. record.Message is { } told ? RelayMessage.ReadTags(told) ?? [] : []];
        if (tags.Length > 1 && record.Xid % TransactionsPerLargeOne == 0)
        {
            _items!.Writer.TryWrite(new LogItem(record.Xid, tags[..1], [], record.Begin + 1, null, IsWhole: false));
            stream.Rest = new LogItem(record.Xid, tags[1..], [], record.Position, beat, IsWhole: true);
        }
        else if (tags.Length > 0 || beat is not null)
        {
            _items!.Writer.TryWrite(new LogItem(record.Xid, tags, [], record.Position, beat, IsWhole: tags.Length > 0));
        }
    }

    private async Task TryLeadAsync()
    {
        try
        {
            await AskAsync(database.EnsureSlot).ConfigureAwait(false);
            if (!(await AskAsync(database.ReadSlot).ConfigureAwait(false)).IsRead)
                await LeadAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or DatabaseRefusedException or OperationCanceledException)
        {
            // Another time.
        }
    }

    private async Task LeadAsync()
    {
        var early = await AskAsync(database.ReadSlot).ConfigureAwait(false);
        var stream = await AskAsync(database.StartReplication).ConfigureAwait(false);
        // A token would let what waits for a moment go on on the pool, and the simulation is the only thread. What was begun is done to
        // its end, however late: as by a relay that does not know yet that it is none.
        var isOver = false;
        var items = Channel.CreateUnbounded<LogItem>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
        _rounds = new();
        _items = items;
        _stream = stream;
        var relaying = RelayAsync(stream, early.Confirmed, items.Reader, _rounds, () => isOver);
        try
        {
            await await Task.WhenAny(relaying, stream.Ended.Task).ConfigureAwait(false);
        }
        finally
        {
            _stream = null;
            isOver = true;
            items.Writer.TryComplete();
            await Task.WhenAll(relaying, _beating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(
        SimulatedStream stream, ulong early, ChannelReader<LogItem> items, ConcurrentDictionary<long, RelayRound> rounds, Func<bool> isOver)
    {
        if (!await items.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            return;
        var confirmed = off.HasFlag(Rules.OwnSlotFirst) ? early : (await AskAsync(database.ReadSlot).ConfigureAwait(false)).Confirmed;
        while (!await node.Core.Link.TakeOverAsync(stream.Source, confirmed, ulong.MaxValue).ConfigureAwait(false))
        {
            await Task.Delay(Options.Retry, node.Time, CancellationToken.None).ConfigureAwait(false);
            if (isOver())
                return;
        }

        var gate = new VisibilityGate(_ => AskAsync(() => database.TakeSnapshot(off.HasFlag(Rules.VisibilityWait))), node.Time);
        var applier = new CommitApplier(
            node.Core, Options, gate, rounds, position => stream.Status = Math.Max(stream.Status, position), Metrics, node.Time, NullLogger.Instance);
        await applier.ApplyAsync(items, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task BeatAsync(SimulatedStream stream, ChannelWriter<LogItem> items, ConcurrentDictionary<long, RelayRound> rounds)
    {
        try
        {
            var number = ++_beats;
            if (await node.Core.Link.BeginRoundAsync().ConfigureAwait(false) is { } round)
                rounds[number] = round;
            if (off.HasFlag(Rules.BeatThroughLog))
                items.TryWrite(new LogItem(0, [], [], _received, number, IsWhole: false));
            else
                await AskAsync(() => database.Emit(RelayMessage.Beat(name, number))).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            stream.Ended.TrySetException(e);
        }
    }

    private async Task<T> AskAsync<T>(Func<T> execute)
        where T : notnull =>
        (T)await ask(() => execute()).ConfigureAwait(false);
}
