using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Listing;

/// <summary>Makes a few price ranges out of counts on a fixed ladder of round prices.</summary>
internal static class PriceRanges
{
    private const int Most = 6;
    private const decimal SmallestStep = 0.01m;

    /// <summary>Where steps begin; a step reaches up to the next.</summary>
    public static decimal[] Ladder { get; } =
        [0, 1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];

    /// <param name="steps">For each step that has products: its index on the ladder, how many, and the highest price in it.</param>
    public static IReadOnlyList<PriceFacet> Merge(IReadOnlyList<(int Step, long Count, decimal Highest)> steps)
    {
        var ranges = steps.OrderBy(step => step.Step).Select(step => new Range(step.Step, step.Step, step.Count, step.Highest)).ToList();

        // The two neighbours with the fewest products together become one, until few enough are left.
        while (ranges.Count > Most)
        {
            var at = Enumerable.Range(0, ranges.Count - 1).MinBy(i => ranges[i].Count + ranges[i + 1].Count);
            ranges[at] = new Range(ranges[at].First, ranges[at + 1].Last, ranges[at].Count + ranges[at + 1].Count, ranges[at + 1].Highest);
            ranges.RemoveAt(at + 1);
        }

        return ranges.ConvertAll(range => new PriceFacet(Ladder[range.First], range == ranges[^1] ? null : Top(range), range.Count));
    }

    // A cent below the next step reads best; a product priced between the two must still be in the range.
    private static decimal Top(Range range) => Math.Max(Ladder[range.Last + 1] - SmallestStep, range.Highest);

    private sealed record Range(int First, int Last, long Count, decimal Highest);
}
