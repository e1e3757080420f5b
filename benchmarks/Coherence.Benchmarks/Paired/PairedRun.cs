using System.Globalization;

namespace AspireCache.Coherence.Benchmarks.Paired;

/// <summary>
/// Measures on a machine that is not quiet: short batches of each engine in turn, in a random order each round, so that what
/// disturbs one disturbs all. Prints medians, and ratios to the first engine's.
/// </summary>
internal static class PairedRun
{
    private const int WarmUpRounds = 30;
    private const int DefaultRounds = 200;

    /// <param name="arguments">A part of the scenarios' names (all if absent), and the number of rounds.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var filter = arguments.Length > 0 ? arguments[0] : "";
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : DefaultRounds;
        Console.WriteLine("| what | engine | time | ratio | 10th percentile | CPU time | ratio | allocated |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|");
        foreach (var scenario in Scenario.All().Where(scenario => scenario.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
            Print(scenario, await MeasureAsync(scenario, rounds));
        return 0;
    }

    private static async Task<List<Sample>[]> MeasureAsync(Scenario scenario, int rounds)
    {
        await scenario.SetUpAsync();
        try
        {
            var samples = Array.ConvertAll(scenario.Candidates, _ => new List<Sample>(rounds));
            var order = Enumerable.Range(0, samples.Length).ToArray();
            for (var round = -WarmUpRounds; round < rounds; round++)
            {
                Random.Shared.Shuffle(order);
                foreach (var i in order)
                {
                    var sample = await Sample.TakeAsync(scenario.Candidates[i], scenario.Batch, scenario.Batch * scenario.PerCall);
                    if (round >= 0)
                        samples[i].Add(sample);
                }
            }

            return samples;
        }
        finally
        {
            await scenario.CleanUpAsync();
        }
    }

    private static void Print(Scenario scenario, List<Sample>[] samples)
    {
        var baseline = samples[0];
        for (var i = 0; i < samples.Length; i++)
        {
            var time = Quantile(samples[i], static sample => sample.Microseconds, 0.5);
            var cpu = Quantile(samples[i], static sample => sample.CpuMicroseconds, 0.5);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {scenario.Name} | {scenario.Candidates[i].Name} | {Show(time)} | {time / Quantile(baseline, static sample => sample.Microseconds, 0.5):0.00} | {Show(Quantile(samples[i], static sample => sample.Microseconds, 0.1))} | {Show(cpu)} | {cpu / Quantile(baseline, static sample => sample.CpuMicroseconds, 0.5):0.00} | {Quantile(samples[i], static sample => sample.Bytes, 0.5):N0} B |"));
        }
    }

    private static string Show(double microseconds) =>
        microseconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{microseconds * 1000:0} ns")
            : string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.0} µs");

    private static double Quantile(List<Sample> samples, Func<Sample, double> value, double share)
    {
        var sorted = samples.ConvertAll(sample => value(sample));
        sorted.Sort();
        return sorted[(int)((sorted.Count - 1) * share)];
    }
}
