using AspireCache.ServiceDefaults.Redis;

namespace AspireCache.ServiceDefaults.Tests.Redis;

public sealed class InvalidationJournalTests
{
    private static readonly RedisOperation Remove = new("test", "remove");

    [Fact]
    public void Settle_TheEntryAdded_NothingIsOwed()
    {
        var journal = new InvalidationJournal(10);
        var sequence = journal.Add(new(Remove, "a"), Done);

        Assert.False(journal.IsSettled);
        journal.Settle(new(Remove, "a"), sequence);

        Assert.True(journal.IsSettled);
    }

    [Fact]
    public void Settle_AnEarlierOneOfTheSameName_TheLaterIsStillOwed()
    {
        var journal = new InvalidationJournal(10);
        var earlier = journal.Add(new(Remove, "a"), Done);
        var later = journal.Add(new(Remove, "a"), Done);

        journal.Settle(new(Remove, "a"), earlier);
        Assert.False(journal.IsSettled);
        Assert.Equal(1, journal.Count);

        journal.Settle(new(Remove, "a"), later);
        Assert.True(journal.IsSettled);
    }

    [Fact]
    public void Add_BeyondTheCapacity_OnlyAFlushSettlesIt()
    {
        var journal = new InvalidationJournal(2);
        journal.Add(new(Remove, "a"), Done);
        journal.Add(new(Remove, "b"), Done);
        Assert.False(journal.NeedsFlush);

        var sequence = journal.Add(new(Remove, "c"), Done);
        journal.Settle(new(Remove, "c"), sequence);

        Assert.True(journal.NeedsFlush);
        Assert.Equal(0, journal.Count);
        Assert.False(journal.IsSettled);
        journal.BeginFlush();
        Assert.True(journal.IsSettled);
    }

    [Fact]
    public void Add_WhileFlushing_IsKept()
    {
        var journal = new InvalidationJournal(1);
        journal.Add(new(Remove, "a"), Done);
        journal.Add(new(Remove, "b"), Done);
        journal.BeginFlush();

        journal.Add(new(Remove, "c"), Done);

        Assert.False(journal.IsSettled);
        Assert.Equal("c", Assert.Single(journal.ToArray()).Invalidation.Name);
    }

    [Fact]
    public void FailFlush_AfterOneBegan_AnotherIsNeeded()
    {
        var journal = new InvalidationJournal(1);
        journal.BeginFlush();
        journal.FailFlush();

        Assert.True(journal.NeedsFlush);
        Assert.False(journal.IsSettled);
    }

    private static Task Done() => Task.CompletedTask;
}
