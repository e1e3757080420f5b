using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Invalidation;

public sealed class GenerationTests
{
    private readonly Generation _generation = new(1, 1);

    [Fact]
    public void CellsOf_TheSameTagTwice_AreTheSameWhileSomebodyHoldsThem()
    {
        var cell = _generation.CellsOf(["a"])[0];

        Assert.Same(cell, _generation.CellsOf(["b", "a"])[1]);
    }

    [Fact]
    public void Raise_LowerThanBefore_ChangesNothing()
    {
        var cell = _generation.CellsOf(["a"])[0];
        _generation.Raise(["a"], 9);

        _generation.Raise(["a"], 8);

        Assert.Equal(9, cell.Fence);
    }

    [Fact]
    public void Raise_ATagThatNobodyHolds_IsNothingToRemember()
    {
        _generation.Raise(["a"], 9);

        Assert.Equal(0, _generation.CellsOf(["a"])[0].Fence);
    }

    [Fact]
    public void Raise_ATagOfEntries_IsANewVersion()
    {
        var cells = _generation.CellsOf(["k:a", "t:b"], "a");
        var before = _generation.Version;

        _generation.Raise(["t:other"], 9);
        Assert.Equal(before, _generation.Version);
        _generation.Raise(["k:a"], 9);

        Assert.NotEqual(before, _generation.Version);
        Assert.Equal([9, 0], cells.Select(cell => cell.Fence));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Raise_ToAFenceThatRedisHasShown_IsANewVersionWhereItsEventIsNotKnown(long fence, bool isNew)
    {
        var cell = _generation.CellsOf(["t:a"])[0];
        var before = _generation.Version;

        _generation.Raise(cell, fence);

        Assert.Equal((fence, isNew), (cell.Fence, _generation.Version != before));
    }

    [Fact]
    public void CellsOf_AKey_IsHeldUnderTheKeyItself()
    {
        var cell = _generation.CellsOf(["k:a"], "a")[0];

        Assert.Same(cell, _generation.CellsOf(["k:a"])[0]);
        Assert.NotSame(cell, _generation.CellsOf(["t:a"])[0]);
        _generation.Kill(["k:a"]);
        Assert.NotSame(cell, _generation.CellsOf(["k:a"], "a")[0]);
    }

    [Fact]
    public void Kill_TheHolders_LeavesThoseWhoComeLater()
    {
        var cell = _generation.CellsOf(["a"])[0];

        _generation.Kill(["a"]);

        Assert.Equal((long.MaxValue, 0), (cell.Fence, _generation.CellsOf(["a"])[0].Fence));
    }
}
