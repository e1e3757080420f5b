using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AspireCache.Coherence.Lab.Analysis;
using AspireCache.Coherence.Lab.Cluster;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Tells what came out, to people and to programs.</summary>
internal static class Report
{
    private const int Around = 4;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(LabResult result, LabOptions options)
    {
        Console.WriteLine();
        Write($"{options.Engine}: {result.Strict.Reads:N0} strict reads, {result.Commits:N0} committed row changes, {(double)result.Fills / Math.Max(1, result.Commits):0.0} fills for each; {result.Strict.Violations:N0} reads older than {options.Delta.TotalMilliseconds:0} ms");
        if (result.Delays is { Length: > 0 } delays)
            Write($"commit to the last node, calm: median {At(delays, 0.5):0.0} ms, p99 {At(delays, 0.99):0.0} ms, p99.9 {At(delays, 0.999):0.0} ms ({delays.Length:N0} commits)");
        if (options.Faults.Length > 0)
            Write($"{result.Windows.Count} faults, {result.Windows.DistinctBy(static window => window.Fault).Count()} of {options.Faults.Length} kinds");
        Console.WriteLine();
        Console.WriteLine("| while | times | reads | failed | old | median, ms | p99, ms | p99.9, ms | most, ms | too old |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (fault, ages) in result.ByFault)
            Row(fault, result.Windows.Count(window => window.Fault.ToString() == fault), ages);
        Row("available entries, all the time", result.Windows.Count, result.Available);
        Console.WriteLine();
    }

    /// <summary>What happened to the row around a read that was too old.</summary>
    public static void PrintHistories(LabResult result, LabCluster cluster)
    {
        foreach (var violation in result.Violations)
        {
            var read = violation.Read;
            Write($"{violation.Node} read version {read.Version} of {Workload.NameOf(read.Key)} at {Seconds(read.Begun):0.000} s, {violation.Age.TotalMilliseconds:0} ms too late:");
            var commits = cluster.WriterJournals.SelectMany(Journal.Read).Where(commit => commit.Key == read.Key)
                .Where(commit => Math.Abs(commit.Version - read.Version) <= Around)
                .Select(commit => (At: commit.Ended, Text: string.Create(CultureInfo.InvariantCulture, $"version {commit.Version} committed")));
            var fills = Journal.Read(cluster.Nodes.First(node => node.Name == violation.Node).Journal)
                .Where(fill => fill.Key == read.Key && fill.Version == JournalEntry.Fill && Math.Abs(Stopwatch.GetElapsedTime(fill.Begun, read.Begun).TotalSeconds) < 5)
                .Select(static fill => (At: fill.Begun, Text: "the node's factory began"));
            foreach (var (at, text) in commits.Concat(fills).OrderBy(static step => step.At))
                Write($"  {Seconds(at):0.000} s  {text}");
        }

        double Seconds(long timestamp) => (timestamp - result.Start) / (double)Stopwatch.Frequency;
    }

    public static async Task WriteJsonAsync(string path, LabResult result, LabOptions options)
    {
        var figures = new
        {
            engine = options.Engine.ToString(),
            seed = options.Seed,
            nodes = options.Nodes,
            seconds = options.Duration.TotalSeconds,
            deltaMs = options.Delta.TotalMilliseconds,
            commits = result.Commits,
            fills = result.Fills,
            faults = result.Windows.Select(window => new
            {
                fault = window.Fault.ToString(),
                target = window.Target,
                fromS = Math.Round(Stopwatch.GetElapsedTime(result.Start, window.From).TotalSeconds, 3),
                toS = Math.Round(Stopwatch.GetElapsedTime(result.Start, window.To).TotalSeconds, 3),
            }),
            commitToLastNodeMs = new { p50 = At(result.Delays, 0.5), p99 = At(result.Delays, 0.99), p999 = At(result.Delays, 0.999) },
            available = Figures(result.Available),
            byFault = result.ByFault.ToDictionary(static pair => pair.Key, static pair => Figures(pair.Value)),
        };
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(figures, Indented));
    }

    private static object Figures(AgeStatistics ages) => new
    {
        reads = ages.Reads,
        failed = ages.Failed,
        old = ages.Old,
        p50Ms = ages.At(0.5),
        p99Ms = ages.At(0.99),
        p999Ms = ages.At(0.999),
        mostMs = ages.At(1),
        violations = ages.Violations,
    };

    private static void Row(string name, int times, AgeStatistics ages) =>
        Write($"| {name} | {times} | {ages.Reads:N0} | {ages.Failed:N0} | {ages.Old:N0} | {ages.At(0.5):0.0} | {ages.At(0.99):0.0} | {ages.At(0.999):0.0} | {ages.At(1):0.0} | {ages.Violations:N0} |");

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * share)];

    private static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
