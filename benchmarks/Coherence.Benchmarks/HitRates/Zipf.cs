namespace AspireCache.Coherence.Benchmarks.HitRates;

/// <summary>Draws from a Zipf distribution: the n-th most popular of some keys is asked for in proportion to 1/n^s.</summary>
internal static class Zipf
{
    public static int[] Draw(int keys, double exponent, int count, int seed)
    {
        var sums = new double[keys];
        var sum = 0.0;
        for (var rank = 0; rank < keys; rank++)
            sums[rank] = sum += 1 / Math.Pow(rank + 1, exponent);

        // Popular keys are spread over the key space, as in life.
        var chance = new Random(seed);
        var ids = new int[keys];
        for (var id = 0; id < keys; id++)
            ids[id] = id;
        chance.Shuffle(ids);

        var drawn = new int[count];
        for (var i = 0; i < count; i++)
        {
            var at = Array.BinarySearch(sums, chance.NextDouble() * sum);
            drawn[i] = ids[Math.Min(at < 0 ? ~at : at, keys - 1)];
        }

        return drawn;
    }
}
