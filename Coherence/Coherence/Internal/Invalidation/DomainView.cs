using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// One node's knowledge of the domain: its generation, and since when nothing can have escaped it. Pure: it gets what was
/// asked and what came back, and does no input or output.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Epochs are ordered. What belongs to a lower one than the node's own is from the past and says nothing.</item>
/// <item>A tick lower than the node knew <em>when it asked</em> means that Redis lost data: the answer says nothing either.</item>
/// <item>Events apply in order; one whose predecessor was not heard is a gap, which <see cref="ApplySync"/> closes or, where
/// the log is too short, answers with a new generation.</item>
/// </list>
/// </remarks>
internal sealed class DomainView
{
    private readonly Lock _lock = new();
    private volatile Generation _current = new(0, 0);
    private long _knownAt = long.MinValue;
    private (long AskedAt, long RoundBegun)? _mark;

    /// <summary>The generation that counts.</summary>
    public Generation Current => _current;

    /// <summary>The simulation switches it off to see what it is for.</summary>
    internal bool OrdersEpochs { get; set; } = true;

    /// <summary>As <see cref="OrdersEpochs"/>, for the rule of who may join a flight.</summary>
    internal bool ChecksJoins { get; set; } = true;

    /// <summary>
    /// Whether commits are events, by way of a relay. Then to have heard every event proves nothing about commits that the relay
    /// has not turned into events yet: it takes a round that began after the question and has ended. That needs nobody's clock.
    /// </summary>
    public bool HasRelay { get; init; }

    /// <summary>When the last request was sent whose answer proved that nothing had escaped this node; a timestamp of the clock in use.</summary>
    public long KnownAt => Volatile.Read(ref _knownAt);

    /// <summary>What to tell Redis with a request.</summary>
    public Knowledge Known
    {
        get
        {
            var current = _current;
            return new Knowledge(current.Epoch, current.LastTick);
        }
    }

    /// <summary>
    /// Takes in the clock that came with an answer, and says whether the answer may be believed. It proves nothing about what was not
    /// heard: only a sync looks whether the server behind the connection is still the one that has all events.
    /// </summary>
    public bool Learn(DomainClock clock, Knowledge known)
    {
        lock (_lock)
        {
            if (IsFromThePast(clock.Epoch) || (clock.Epoch == known.Epoch && clock.Tick < known.Tick))
                return false;
            if (clock.Epoch != _current.Epoch)
                Forget(clock);
            return true;
        }
    }

    /// <summary>Applies an event that the channel brought.</summary>
    public FeedOutcome Apply(FeedEvent heard)
    {
        lock (_lock)
        {
            var current = _current;
            if (IsFromThePast(heard.Epoch))
            {
                // Late, or of a Redis that went back, which the next question will find: its tick orders nothing here.
                current.Kill(heard.Tags);
                return FeedOutcome.Ignored;
            }

            if (heard.Epoch != current.Epoch)
            {
                Forget(new DomainClock(heard.Epoch, heard.Tick));
                return FeedOutcome.NewEpoch;
            }

            if (heard.Tick <= current.LastTick)
                return FeedOutcome.Ignored;
            var isGap = heard.PreviousTick != current.LastTick;
            // Fences first: who sees the tick may take it that they stand.
            current.Raise(heard.Tags, heard.Tick);
            if (!isGap)
                current.AdvanceTo(heard.Tick);
            return isGap ? FeedOutcome.Gap : FeedOutcome.Applied;
        }
    }

    /// <summary>Applies an invalidation of this node's own at once: its caller may read next.</summary>
    public void ApplyOwn(InvalidationAnswer answer, ReadOnlySpan<string> tags)
    {
        lock (_lock)
        {
            if (IsFromThePast(answer.Clock.Epoch))
                return;
            if (answer.Clock.Epoch != _current.Epoch)
            {
                Forget(answer.Clock);
                return;
            }

            // The tick advances only in order: events between may still be on their way here.
            _current.Raise(tags, answer.Clock.Tick);
            if (answer.PreviousTick == _current.LastTick)
                _current.AdvanceTo(answer.Clock.Tick);
        }
    }

    /// <summary>
    /// Takes in the clock and the missed events; false when the log was too short and everything was forgotten. Of a page that more
    /// follow the events count, and the next has to be asked for: until the last nothing is sure.
    /// </summary>
    public bool ApplySync(SyncAnswer answer, long askedAt)
    {
        lock (_lock)
        {
            if (IsFromThePast(answer.Clock.Epoch))
                return true;
            if (answer.Clock.Epoch != _current.Epoch)
            {
                Forget(answer.Clock);
                Confirm(answer, askedAt);
                return true;
            }

            var current = _current;
            foreach (var missed in answer.Events)
            {
                if (missed.Epoch != current.Epoch || missed.Tick <= current.LastTick)
                    continue;
                if (missed.PreviousTick != current.LastTick)
                    break;
                current.Raise(missed.Tags, missed.Tick);
                current.AdvanceTo(missed.Tick);
            }

            var isComplete = current.LastTick >= answer.Clock.Tick;
            if (!isComplete && answer is { HasMore: true, Events: [.., var last] } && current.LastTick >= last.Tick)
                return true;
            if (!isComplete)
                Forget(answer.Clock);
            Confirm(answer, askedAt);
            return isComplete;
        }
    }

    /// <summary>Applies an invalidation that could not be told to Redis.</summary>
    public void ApplyUntold(ReadOnlySpan<string> tags)
    {
        // Under the lock: a generation that came up meanwhile could hold fills that began before this call.
        lock (_lock)
            _current.Kill(tags);
    }

    /// <summary>What the validity hangs on of a value that somebody has made by now: later events find its cells.</summary>
    public EntryStamp Stamp(ReadOnlySpan<string> tags, string? key = null)
    {
        lock (_lock)
            return new EntryStamp(_current, _current.LastTick, _current.CellsOf(tags, key));
    }

    /// <summary>
    /// Applies a write that Redis is not told, or cannot be: what was known of its key is dead, its own value is not, unless something
    /// it is made of was invalidated since it was called.
    /// </summary>
    /// <param name="called">What was known when it was called; the key's cell comes first.</param>
    /// <param name="keyTag">The tag of the key.</param>
    /// <param name="key">The key.</param>
    /// <returns>What its value's validity hangs on here; null where it may be the older one.</returns>
    public EntryStamp? ApplyWrite(in EntryStamp called, string keyTag, string? key = null)
    {
        lock (_lock)
        {
            var isNewest = called.IsUnfenced(this);
            _current.Kill([keyTag]);
            return isNewest ? called with { Cells = [.. _current.CellsOf([keyTag], key), .. called.Cells.AsSpan(1)] } : null;
        }
    }

    private bool IsFromThePast(long epoch) => OrdersEpochs && epoch < _current.Epoch;

    private void Forget(DomainClock clock)
    {
        // Rounds are counted from the start in every epoch.
        if (clock.Epoch != _current.Epoch)
            _mark = null;
        _current = new Generation(clock.Epoch, clock.Tick);
    }

    private void Confirm(SyncAnswer answer, long askedAt)
    {
        if (!HasRelay)
        {
            Confirm(askedAt);
            return;
        }

        if (_mark is { } mark && answer.RoundEnded > mark.RoundBegun)
        {
            Confirm(mark.AskedAt);
            _mark = null;
        }

        // Lower than before: the rounds were lost, and counting began below. None of them would ever seem to be later.
        if (_mark is not { } last || answer.RoundBegun < last.RoundBegun)
            _mark = (askedAt, answer.RoundBegun);
    }

    private void Confirm(long askedAt)
    {
        if (askedAt > Volatile.Read(ref _knownAt))
            Volatile.Write(ref _knownAt, askedAt);
    }
}
