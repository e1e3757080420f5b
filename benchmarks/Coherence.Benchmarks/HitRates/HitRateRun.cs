using System.Globalization;

namespace AspireCache.Coherence.Benchmarks.HitRates;

/// <summary>Replays reads against the candidates for the local store and prints their hit rates. Repeatable.</summary>
internal static class HitRateRun
{
    private const int Keys = 100_000;
    private const int Reads = 2_000_000;
    private const int ScanLength = 20_000;
    private const int Seed = 20261124;

    private static readonly string[] Names = [.. Enumerable.Range(0, Keys * 2).Select(id => string.Create(CultureInfo.InvariantCulture, $"product:{id}"))];

    public static int Run()
    {
        Console.WriteLine("| reads | capacity | ConcurrentLru | ConcurrentLfu | MemoryCache |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var exponent in (double[])[0.7, 0.99])
        {
            var draws = Zipf.Draw(Keys, exponent, Reads, Seed);
            foreach (var capacity in (int[])[1_000, 10_000, 50_000])
                Print(string.Create(CultureInfo.InvariantCulture, $"Zipf {exponent}"), draws, capacity);
        }

        Print("Zipf 0.99, a fifth of all reads in scans", WithScans(Zipf.Draw(Keys, 0.99, Reads, Seed)), 10_000);
        return 0;
    }

    private static void Print(string title, int[] reads, int capacity) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {title} | {capacity:N0} | {Rate(new LruStore(capacity), reads):P1} | {Rate(new LfuStore(capacity), reads):P1} | {Rate(new MemoryStore(capacity), reads):P1} |"));

    private static double Rate(IStore store, int[] reads)
    {
        using (store)
        {
            var hits = 0;
            foreach (var id in reads)
                if (store.Read(Names[id]))
                    hits++;
            return (double)hits / reads.Length;
        }
    }

    /// <summary>Now and then somebody walks through keys that nobody else reads, as an export does.</summary>
    private static int[] WithScans(int[] draws)
    {
        var reads = new List<int>(draws.Length + (draws.Length / 4));
        var scanned = 0;
        foreach (var slice in draws.Chunk(ScanLength * 4))
        {
            reads.AddRange(slice);
            for (var i = 0; i < ScanLength; i++)
                reads.Add(Keys + (scanned++ % Keys));
        }

        return [.. reads];
    }
}
