using Catalog.Api.Products.Listing;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products.Listing;

public sealed class PriceRangesTests
{
    [Fact]
    public void Merge_ManySteps_GivesAFewWithoutLosingAny()
    {
        var steps = Enumerable.Range(0, PriceRanges.Ladder.Length).Select(i => (i, (long)(i + 1), PriceRanges.Ladder[i])).ToArray();

        var ranges = PriceRanges.Merge(steps);

        Assert.Equal(6, ranges.Count);
        Assert.Equal(steps.Sum(step => step.Item2), ranges.Sum(range => range.Count));
        Assert.Null(ranges[^1].To);
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
    }

    [Fact]
    public void Merge_PriceBetweenTheLastCentAndTheNextStep_IsInTheRange() =>
        Assert.Equal([new PriceFacet(0, 0.995m, 1), new PriceFacet(1, null, 1)], PriceRanges.Merge([(0, 1, 0.995m), (1, 1, 1)]));

    [Fact]
    public void Merge_Nothing_IsEmpty() => Assert.Empty(PriceRanges.Merge([]));
}
