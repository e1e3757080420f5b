using System.Globalization;
using System.Text;
using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Results of several runs as tables for a page.</summary>
internal static class Markdown
{
    private const string Command = "dotnet run -c Release --project benchmarks/Coherence.Lab --";

    /// <summary>Where the runs ran.</summary>
    public static string Setup(IReadOnlyList<LabResult> results)
    {
        var setups = results.Select(static result => result.Run.Setup).ToList();
        var load = string.Create(CultureInfo.InvariantCulture, $"load before the runs {setups.Min(static setup => setup.LoadBefore):0.0} to {setups.Max(static setup => setup.LoadBefore):0.0}");
        return $"Commit {List(setups.Select(static setup => setup.Commit))}, {List(setups.Select(static setup => setup.Date))}; {List(setups.Select(static setup => setup.Machine))}, {load}; "
            + $"{List(setups.Select(static setup => setup.Versions))}; {List(setups.Select(static setup => setup.Peers))}.\n";
    }

    /// <summary>What was asked for, and the engines beside each other.</summary>
    public static string Overview(IReadOnlyList<LabResult> results)
    {
        var text = new StringBuilder("```\n");
        foreach (var result in results)
            text.AppendLine($"{Command} {result.Run.Arguments}");
        text.AppendLine("```").AppendLine();
        Row("", static result => result.Run.Name);
        text.Append("|---|").AppendJoin("", results.Select(static _ => "---:|")).AppendLine();
        Row("seconds", static result => Number((long)result.Run.Seconds));
        Row("strict reads", static result => Number(result.Strict.Reads));
        Row(string.Create(CultureInfo.InvariantCulture, $"**older than {results[0].Run.DeltaMs:0} ms**"), static result => $"**{Number(result.Strict.Violations)}**");
        Row("share of them", static result => Share(result.Strict));
        Row("age: p99, ms", static result => Ms(result.Strict.P99Ms));
        Row("p99.9, ms", static result => Ms(result.Strict.P999Ms));
        Row("oldest, ms", static result => Ms(result.Strict.MostMs));
        if (results.Any(static result => result.Delays.Commits > 0))
            CommitsToTheLastNode();
        Row("what the host took of the processors in all", static result => result.Stolen.ToString("0.# %", CultureInfo.InvariantCulture));
        Row("own writes, read on the same node", static result => Number(result.Own.Reads));
        Row("of them not seen", static result => Number(result.Own.Wrong));
        Row("changes of rows", static result => Number(result.Strict.Commits));
        Row("fills for a change", static result => result.Strict.FillsPerCommit.ToString("0.00", CultureInfo.InvariantCulture));
        if (results.Any(static result => result.Faults.Count > 0))
            Row("faults", static result => Number(result.Faults.Count));
        if (results.Any(static result => result.Takeovers.Count > 0))
            Row("relay killed, another took over within, ms", static result => result.Takeovers.Count == 0 ? "" : Ms(result.Takeovers.Max()));
        return text.ToString();

        void CommitsToTheLastNode()
        {
            Row("commit to the last node: median, ms", static result => result.Delays.Commits == 0 ? "" : Ms(result.Delays.P50Ms));
            Row("p99, ms", static result => result.Delays.Commits == 0 ? "" : Ms(result.Delays.P99Ms));
            Row(string.Create(CultureInfo.InvariantCulture, $"the same in seconds in which the host took less than {LabResult.Quiet:0 %} of the processors: median, ms"), static result => result.QuietDelays.Commits == 0 ? "" : Ms(result.QuietDelays.P50Ms));
            Row("p99, ms", static result => result.QuietDelays.Commits == 0 ? "" : Ms(result.QuietDelays.P99Ms));
        }

        void Row(string name, Func<LabResult, string> figure) => text.Append("| ").Append(name).Append(" | ").AppendJoin(" | ", results.Select(figure)).AppendLine(" |");
    }

    /// <summary>Runs in which nodes invalidate, all of them in one table.</summary>
    public static string Races(IReadOnlyList<LabResult> results)
    {
        List<LabResult> ordered =
            [.. results.OrderBy(static result => result.Run.Invalidation).ThenBy(static result => result.Run.Kinds).ThenBy(static result => result.Run.Faults, StringComparer.Ordinal).ThenBy(static result => result.Run.Engine)];
        var text = new StringBuilder();
        text.AppendLine("| invalidated by | what breaks | engine | reads | **too old** | older than 100 ms | oldest, ms | changes | owed or failed | own writes not seen |");
        text.AppendLine("|---|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var result in ordered)
        {
            var (run, strict) = (result.Run, result.Strict);
            text.AppendLine(
                $"| {(run.Invalidation is Invalidation.Keys ? "key" : "tag")} | {run.Faults} | {run.Name} | {Number(strict.Reads)} | **{Number(strict.Violations)}** | {Number(strict.OlderThan(LabResult.NoticedMs))} "
                + $"| {Ms(strict.MostMs)} | {Number(strict.Commits + result.Owed)} | {Number(result.Owed)} | {Number(result.Own.Wrong)} of {Number(result.Own.Reads)} |");
        }

        text.AppendLine().AppendLine("<details><summary>the commands</summary>").AppendLine().AppendLine("```");
        foreach (var result in ordered)
            text.AppendLine($"{Command} {result.Run.Arguments}");
        text.AppendLine("```").AppendLine().AppendLine("</details>");

        return text.ToString();
    }

    /// <summary>Fault by fault.</summary>
    public static string ByFault(LabResult result)
    {
        var text = new StringBuilder();
        text.AppendLine("| while | times | reads | failed | old | median, ms | p99, ms | p99.9, ms | oldest, ms | too old | fills for a change |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var group in result.Groups)
        {
            var times = group.Times == 0 ? "" : Number(group.Times);
            var tooOld = group.Name == LabResult.FromStandby ? "" : Number(group.Violations);
            var fills = group.Commits == 0 ? "" : group.FillsPerCommit.ToString("0.0", CultureInfo.InvariantCulture);
            text.AppendLine($"| {group.Name} | {times} | {Number(group.Reads)} | {Number(group.Failed)} | {Number(group.Old)} | {Ms(group.P50Ms)} | {Ms(group.P99Ms)} | {Ms(group.P999Ms)} | {Ms(group.MostMs)} | {tooOld} | {fills} |");
        }

        return text.ToString();
    }

    /// <summary>A time in milliseconds.</summary>
    public static string Ms(double ms) => double.IsInfinity(ms) ? "never" : ms.ToString(ms < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string Share(AgeFigures figures) =>
        figures.Reads == 0 ? "" : ((double)figures.Violations / figures.Reads * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    private static string List(IEnumerable<string> values) => string.Join(" and ", values.Distinct());

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
