using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Invalidation;

public sealed class DomainViewTests
{
    private const string Tag = "t:price";

    private readonly DomainView _view = new();
    private readonly TagCell _cell;

    public DomainViewTests()
    {
        _view.ApplySync(new SyncAnswer(new DomainClock(10, 10), []), askedAt: 1);
        _cell = _view.Current.CellsOf([Tag])[0];
    }

    [Fact]
    public void Apply_TheNextEvent_RaisesItsFencesAndTheTick()
    {
        Assert.Equal(FeedOutcome.Applied, _view.Apply(Event(11)));

        Assert.Equal((11, 11), (_cell.Fence, _view.Current.LastTick));
    }

    [Fact]
    public void Apply_AnEventTwice_IsIgnoredTheSecondTime()
    {
        _view.Apply(Event(11));

        Assert.Equal(FeedOutcome.Ignored, _view.Apply(Event(11)));
    }

    [Fact]
    public void Apply_AfterAGap_RaisesTheFencesButNotTheTick()
    {
        Assert.Equal(FeedOutcome.Gap, _view.Apply(Event(13)));

        Assert.Equal((13, 10), (_cell.Fence, _view.Current.LastTick));
    }

    [Fact]
    public void Apply_OfAHigherEpoch_ForgetsEverything()
    {
        var before = _view.Current;

        Assert.Equal(FeedOutcome.NewEpoch, _view.Apply(new FeedEvent(20, 20, 0, [])));

        Assert.NotSame(before, _view.Current);
        Assert.Equal((20, 20), (_view.Current.Epoch, _view.Current.LastTick));
    }

    [Fact]
    public void Apply_OfALowerEpoch_IsNoPartOfTheOrderAndKillsWhatItNames()
    {
        var other = _view.Current.CellsOf(["t:other"])[0];
        var before = (_view.Current, _view.Known);

        Assert.Equal(FeedOutcome.Ignored, _view.Apply(new FeedEvent(9, 99, 98, [Tag])));

        Assert.Equal(before, (_view.Current, _view.Known));
        // Late, or of a Redis that went back: what the node holds of the tag is dead, whatever its tick, and what comes later is not.
        Assert.Equal((long.MaxValue, 0, 10), (_cell.Fence, other.Fence, _view.Current.LastTick));
        Assert.Equal(0, _view.Current.CellsOf([Tag])[0].Fence);
    }

    [Fact]
    public void ApplySync_WithAllThatWasMissed_CatchesUp()
    {
        var before = _view.Current;

        Assert.True(_view.ApplySync(new SyncAnswer(new DomainClock(10, 12), [Event(11), Event(12)]), askedAt: 5));

        Assert.Same(before, _view.Current);
        Assert.Equal((12, 12, 5), (_cell.Fence, _view.Current.LastTick, _view.KnownAt));
    }

    [Fact]
    public void ApplySync_LogTooShort_ForgetsEverything()
    {
        var before = _view.Current;

        Assert.False(_view.ApplySync(new SyncAnswer(new DomainClock(10, 13), [Event(12), Event(13)]), askedAt: 5));

        Assert.NotSame(before, _view.Current);
        Assert.Equal((13, 13), (_view.Current.Floor, _view.Current.LastTick));
    }

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 9, false)]
    [InlineData(9, 99, false)]
    [InlineData(11, 11, true)]
    public void Learn_AClock_IsBelievedUnlessItShowsLessThanWasKnown(long epoch, long tick, bool isBelieved) =>
        Assert.Equal(isBelieved, _view.Learn(new DomainClock(epoch, tick), _view.Known));

    [Fact]
    public void ApplySync_APageThatMoreFollow_AppliesItAndProvesNothing()
    {
        var before = _view.Current;

        Assert.True(_view.ApplySync(new SyncAnswer(new DomainClock(10, 13), [Event(11), Event(12)], HasMore: true), askedAt: 5));

        Assert.Same(before, _view.Current);
        Assert.Equal((12, 12, 1), (_cell.Fence, _view.Current.LastTick, _view.KnownAt));
        Assert.True(_view.ApplySync(new SyncAnswer(new DomainClock(10, 13), [Event(13)]), askedAt: 6));
        Assert.Equal((13, 6), (_view.Current.LastTick, _view.KnownAt));
    }

    [Fact]
    public void ApplySync_APageAfterAHole_ForgetsEverything()
    {
        var before = _view.Current;

        Assert.False(_view.ApplySync(new SyncAnswer(new DomainClock(10, 14), [Event(12), Event(13)], HasMore: true), askedAt: 5));

        Assert.NotSame(before, _view.Current);
    }

    // Behind the connection may be a replica by now, which lacks the last tick as this node does.
    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void Learn_AClock_ProvesNothing(long tick)
    {
        Assert.True(_view.Learn(new DomainClock(10, tick), _view.Known));

        Assert.Equal(1, _view.KnownAt);
    }

    [Fact]
    public void ApplyOwn_BeforeEventsThatAreOnTheirWay_HoldsAndLeavesTheGap()
    {
        _view.ApplyOwn(new InvalidationAnswer(new DomainClock(10, 12), 11), [Tag]);

        Assert.Equal((12, 10), (_cell.Fence, _view.Current.LastTick));
        Assert.Equal(FeedOutcome.Applied, _view.Apply(Event(11)));
        Assert.Equal(12, _cell.Fence);
    }

    [Fact]
    public void ApplyUntold_KillsThoseWhoHoldTheTagNow()
    {
        _view.ApplyUntold([Tag]);

        Assert.Equal(long.MaxValue, _cell.Fence);
        Assert.NotSame(_cell, _view.Current.CellsOf([Tag])[0]);
    }

    [Fact]
    public void ApplySync_WithARelay_IsSureOnceARoundBegunAfterTheQuestionHasEnded()
    {
        var view = new DomainView { HasRelay = true };
        view.ApplySync(Rounds(begun: 4, ended: 3), askedAt: 10);
        view.ApplySync(Rounds(begun: 4, ended: 4), askedAt: 20);
        Assert.Equal(long.MinValue, view.KnownAt);

        view.ApplySync(Rounds(begun: 5, ended: 5), askedAt: 30);

        // The second question came when no other round had begun.
        Assert.Equal(20, view.KnownAt);
    }

    [Fact]
    public void Apply_TheEndOfARoundBegunAfterTheQuestion_IsSure()
    {
        var view = new DomainView { HasRelay = true };
        view.ApplySync(Rounds(begun: 4, ended: 3), askedAt: 10);
        Assert.Equal(FeedOutcome.Round, view.Apply(RoundEnded(10, 4)));
        Assert.Equal(long.MinValue, view.KnownAt);

        Assert.Equal(FeedOutcome.Round, view.Apply(RoundEnded(10, 5)));

        Assert.Equal(10, view.KnownAt);
    }

    [Fact]
    public void Apply_TheEndOfARoundBehindAMissedEvent_IsAGapAndProvesNothing()
    {
        var view = new DomainView { HasRelay = true };
        view.ApplySync(Rounds(begun: 4, ended: 3), askedAt: 10);

        Assert.Equal(FeedOutcome.Gap, view.Apply(RoundEnded(11, 5)));

        Assert.Equal((long.MinValue, 10), (view.KnownAt, view.Current.LastTick));
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(9, 10)]
    public void Apply_TheEndOfARoundOfARedisThatShowsLess_ProvesNothing(long epoch, long tick)
    {
        var view = new DomainView { HasRelay = true };
        view.ApplySync(Rounds(begun: 4, ended: 3), askedAt: 10);

        view.Apply(new FeedEvent(epoch, tick, tick) { RoundEnded = 5 });

        Assert.Equal(long.MinValue, view.KnownAt);
    }

    [Fact]
    public void ApplySync_WithARelay_RoundsWereCountedAnewBelow_IsSureAgain()
    {
        var view = new DomainView { HasRelay = true };
        view.ApplySync(Rounds(begun: 900, ended: 899), askedAt: 1);

        view.ApplySync(Rounds(begun: 5, ended: 4), askedAt: 2);
        Assert.Equal(long.MinValue, view.KnownAt);
        view.ApplySync(Rounds(begun: 7, ended: 6), askedAt: 3);

        Assert.Equal(2, view.KnownAt);
    }

    private static SyncAnswer Rounds(long begun, long ended) => new(new DomainClock(10, 10), [], begun, ended);

    private static FeedEvent RoundEnded(long tick, long round) => new(10, tick, tick) { RoundEnded = round };

    private static FeedEvent Event(long tick) => new(10, tick, tick - 1, [Tag]);
}
