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
    public void Kill_TheHolders_LeavesThoseWhoComeLater()
    {
        var cell = _generation.CellsOf(["a"])[0];

        _generation.Kill(["a"]);

        Assert.Equal((long.MaxValue, 0), (cell.Fence, _generation.CellsOf(["a"])[0].Fence));
    }
}
