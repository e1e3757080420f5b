using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Simulation;

/// <content>What the relay asks for.</content>
internal sealed partial class SimulatedServer
{
    public InvalidationAnswer Commit(string[] tags, ulong position, Knowledge known)
    {
        var before = Clock(known, raise: false);
        var clock = before with { Tick = before.Tick + 1 };
        _clock = clock;
        _position = _position.Raised(position);
        foreach (var tag in tags.Where(tag => !TagNames.IsTransaction(tag)))
            Move(tag, clock.Tick, default);
        Tell(new FeedEvent(clock.Epoch, clock.Tick, before.Tick, tags));
        return new InvalidationAnswer(clock, before.Tick);
    }

    public DomainClock TakeOver(string source, ulong position, ulong end, Knowledge known)
    {
        var clock = Clock(known, raise: false);
        var isOther = (_rounds?.Source != source || _rounds?.Applied > end) && !off.HasFlag(Rules.EpochOnOtherSource);
        var applied = off.HasFlag(Rules.AppliedByRounds) ? _position.Number : _rounds?.Applied ?? 0;
        if (isOther || (position > applied && !off.HasFlag(Rules.EpochOnLostSlot)))
        {
            if (isOther)
                _position = default;
            clock = Clock(known, raise: true);
        }

        if (_rounds?.Epoch != clock.Epoch)
            _rounds = new Rounds(clock.Epoch, source, null, 0, position);
        return clock;
    }

    public RelayRound BeginRound(Knowledge known)
    {
        var clock = Clock(known, raise: false);
        if (_rounds?.Epoch != clock.Epoch)
            _rounds = new Rounds(clock.Epoch, _rounds?.Source, null, 0, _rounds?.Applied ?? 0);
        var round = Math.Max(FirstRound, (_rounds.Begun ?? 0) + 1);
        _rounds = _rounds with { Begun = round };
        return new RelayRound(clock, round);
    }

    public bool EndRound(RelayRound round, ulong position, Knowledge known)
    {
        var clock = Clock(known, raise: false, checkRun: !off.HasFlag(Rules.RoundOfItsRun));
        if (_rounds is not { } rounds || rounds.Epoch != clock.Epoch || (rounds.Epoch != round.Clock.Epoch && !off.HasFlag(Rules.RoundOfItsEpoch)))
            return false;
        var isEnded = round.Number <= (rounds.Begun ?? 0) && round.Number > rounds.Ended;
        if (isEnded)
            rounds = rounds with { Ended = round.Number };
        _rounds = rounds with { Applied = Math.Max(rounds.Applied, position) };
        if (isEnded)
            Published?.Invoke(new FeedEvent(clock.Epoch, clock.Tick, clock.Tick) { RoundEnded = round.Number });
        _position = _position.Raised(position) with { IsSure = true };
        return true;
    }

    private (long Begun, long Ended) RoundsOf(DomainClock clock) => _rounds is { } rounds && rounds.Epoch == clock.Epoch ? (rounds.Begun ?? FirstRound, rounds.Ended) : (FirstRound, 0);

    private long FirstRound => off.HasFlag(Rules.RoundNumbers) ? 0 : Time;

    private sealed record Rounds(long Epoch, string? Source, long? Begun, long Ended, ulong Applied);

    /// <summary>Of the last commit applied; not sure where later ones may have been, in an epoch before.</summary>
    private readonly record struct Position(ulong Number, bool IsSure)
    {
        public Position Raised(ulong to) => this with { Number = Math.Max(Number, to) };
    }
}
