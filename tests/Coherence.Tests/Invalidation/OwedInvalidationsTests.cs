using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Invalidation;

public sealed class OwedInvalidationsTests
{
    private readonly OwedInvalidations _owed = new();

    [Fact]
    public void Next_SeveralOwed_GivesTheirTagsOnce()
    {
        Assert.True(_owed.IsEmpty);
        var one = _owed.Add(["a", "b"]);
        var two = _owed.Add(["b", "c"]);
        Assert.Equal(3, _owed.Count);

        Assert.False(_owed.Begin());
        var tags = _owed.Next()!;

        Assert.Equal(["a", "b", "c"], tags);
        Assert.False(_owed.IsEmpty);
        Assert.False(one.IsCompleted);
        _owed.Told(tags);
        Assert.True(_owed.IsEmpty);
        Assert.True(one.IsCompletedSuccessfully && two.IsCompletedSuccessfully);
        Assert.Null(_owed.Next());
    }

    [Fact]
    public void Told_MoreCameMeanwhile_TheyAreStillOwed()
    {
        var one = _owed.Add(["a"]);
        _owed.Begin();
        // The same tag again: of a later change, perhaps, than the one that is being told.
        var two = _owed.Add(["a", "b"]);

        _owed.Told(_owed.Next()!);

        Assert.Equal((true, false, false), (one.IsCompleted, two.IsCompleted, _owed.IsEmpty));
        Assert.Null(_owed.Next());
        Assert.False(_owed.Begin());
        var tags = _owed.Next()!;
        Assert.Equal(["a", "b"], tags);
        _owed.Told(tags);
        Assert.True(two.IsCompleted && _owed.IsEmpty);
    }

    [Fact]
    public void Next_ManyOwed_GivesThemInChunksOfWhichEachCounts()
    {
        string[] all = [.. Enumerable.Range(0, (2 * InvalidationChunk.MostTags) + 1).Select(i => $"tag {i}")];
        var settled = _owed.Add(all);
        _owed.Begin();
        var first = _owed.Next()!;
        _owed.Told(first);

        // The second chunk failed: the next sync goes on with it.
        Assert.Equal(InvalidationChunk.MostTags, first.Length);
        _owed.Next();
        Assert.False(_owed.Begin());
        var second = _owed.Next()!;
        _owed.Told(second);
        var third = _owed.Next()!;

        Assert.Equal(all, first.Concat(second).Concat(third));
        Assert.False(settled.IsCompleted);
        _owed.Told(third);
        Assert.True(settled.IsCompleted);
    }

    [Fact]
    public void Begin_MoreTagsThanAreRemembered_OnlyAnEpochSettlesThem()
    {
        var owed = new OwedInvalidations { MostTags = 2 };
        var one = owed.Add(["a", "b"]);
        Assert.False(owed.Begin());
        var two = owed.Add(["c"]);

        Assert.True(owed.Begin());

        Assert.Null(owed.Count);
        Assert.Null(owed.Next());
        var later = owed.Add(["d"]);
        owed.Settle();
        Assert.Equal((true, true, false), (one.IsCompleted, two.IsCompleted, later.IsCompleted));
        Assert.False(owed.IsEmpty);
        Assert.False(owed.Begin());
        Assert.Equal(["d"], owed.Next()!);
    }

    [Theory]
    [InlineData(3, 10, 3)]
    [InlineData(InvalidationChunk.MostTags + 1, 1, InvalidationChunk.MostTags)]
    [InlineData(5, InvalidationChunk.MostCharacters / 2, 1)]
    [InlineData(5, InvalidationChunk.MostCharacters * 2, 1)]
    [InlineData(0, 1, 0)]
    public void LengthOf_Tags_IsBoundedByNumberAndByLength(int tags, int length, int expected) =>
        Assert.Equal(expected, InvalidationChunk.LengthOf([.. Enumerable.Repeat(new string('x', length), tags)]));
}
