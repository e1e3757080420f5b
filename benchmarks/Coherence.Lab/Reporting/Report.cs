using System.Globalization;
using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Tells people what came out of a run.</summary>
internal static class Report
{
    public static void Print(LabResult result)
    {
        var strict = result.Strict;
        Console.WriteLine();
        Write($"{result.Run.Name}: {strict.Reads:N0} strict reads, {strict.Commits:N0} committed row changes, {strict.FillsPerCommit:0.0} fills for each; {strict.Violations:N0} reads older than {result.Run.DeltaMs:0} ms");
        if (result.Delays is { Commits: > 0 } delays)
            Write($"commit to the last node: median {Markdown.Ms(delays.P50Ms)} ms, p99 {Markdown.Ms(delays.P99Ms)} ms, p99.9 {Markdown.Ms(delays.P999Ms)} ms ({delays.Commits:N0} commits)");
        if (result.QuietDelays is { Commits: > 0 } quiet)
            Write($"in seconds in which the host took less than {LabResult.Quiet:0 %} of the processors: median {Markdown.Ms(quiet.P50Ms)} ms, p99 {Markdown.Ms(quiet.P99Ms)} ms ({quiet.Commits:N0} commits); it took {result.Stolen:0.# %} in all");
        Write($"who committed on a node read there what it wrote {result.Own.Reads - result.Own.Wrong:N0} times of {result.Own.Reads:N0}");
        if (result.Run.Invalidation is not Invalidation.Commits)
            Write($"{strict.OlderThan(LabResult.NoticedMs):N0} reads older than {LabResult.NoticedMs:0} ms, the oldest {Markdown.Ms(strict.MostMs)} ms; {result.Owed:N0} changes whose invalidation was owed or failed");
        if (result.Faults.Count > 0)
            Write($"{result.Faults.Count} faults, {result.Faults.DistinctBy(static fault => fault.Fault).Count()} of {result.Run.Kinds} kinds");
        if (result.Takeovers.Count > 0)
            Write($"relay killed {result.Takeovers.Count} times; another took over within {result.Takeovers.Max():N0} ms");
        Console.WriteLine();
        Console.Write(Markdown.ByFault(result));
        Console.WriteLine();
    }

    private static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
