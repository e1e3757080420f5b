using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Invalidation;

public sealed class OwedInvalidationsTests
{
    [Fact]
    public void Read_SeveralOwed_GivesTheirTagsOnce()
    {
        var owed = new OwedInvalidations();
        Assert.True(owed.IsEmpty);
        Assert.True(owed.Add(["a", "b"]));
        Assert.False(owed.Add(["b", "c"]));

        var (count, tags) = owed.Read();

        Assert.False(owed.IsEmpty);
        Assert.Equal(2, count);
        Assert.Equal(["a", "b", "c"], tags!.Order());
    }

    [Fact]
    public void Settle_MoreCameMeanwhile_TheyAreStillOwed()
    {
        var owed = new OwedInvalidations();
        owed.Add(["a"]);
        var (count, _) = owed.Read();
        owed.Add(["b"]);

        owed.Settle(count);

        Assert.False(owed.IsEmpty);
        Assert.Equal(["b"], owed.Read().Tags!);
        owed.Settle(1);
        Assert.True(owed.IsEmpty);
        Assert.Equal([], owed.Read().Tags!);
    }

    [Fact]
    public void Add_MoreTagsThanAreRemembered_EverythingIsOwedUntilAllIsSettled()
    {
        var owed = new OwedInvalidations { MostTags = 2 };
        owed.Add(["a", "b"]);
        Assert.NotNull(owed.Read().Tags);
        owed.Add(["c"]);
        Assert.Null(owed.Read().Tags);

        owed.Settle(1);
        Assert.Null(owed.Read().Tags);
        owed.Settle(1);

        Assert.Equal((0, []), (owed.Read().Count, owed.Read().Tags!));
    }
}
