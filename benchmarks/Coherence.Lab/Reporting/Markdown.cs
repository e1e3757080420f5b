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
        return $"Commit {List(setups.Select(static setup => setup.Commit))}, {List(setups.Select(static setup => setup.Date))}; {List(setups.Select(static setup => setup.Machine))}; "
            + $"{List(setups.Select(static setup => setup.Versions))}; {List(setups.Select(static setup => setup.Peers))}.\n";
    }

    /// <summary>What was asked for, and the engines beside each other.</summary>
    public static string Overview(IReadOnlyList<LabResult> results)
    {
        var text = new StringBuilder("```\n");
        foreach (var result in results)
            text.AppendLine($"{Command} {result.Run.Arguments}");
        text.AppendLine("```").AppendLine();
        var isBroken = results.Any(static result => result.Run.Kinds > 0);
        Add(text, $"| engine | seconds | strict reads | older than {results[0].Run.DeltaMs:0} ms | share | p99, ms | p99.9, ms | oldest, ms | fills for a change | own writes not read | commit to last node: median, ms | p99, ms |{(isBroken ? " faults | takeover, most, ms |" : "")}");
        Add(text, $"|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|{(isBroken ? "---:|---:|" : "")}");
        foreach (var result in results)
        {
            var strict = result.Strict;
            Add(text, $"| {result.Run.Engine} | {result.Run.Seconds:0} | {strict.Reads:N0} | {strict.Violations:N0} | {Share(strict)} | {Ms(strict.P99Ms)} | {Ms(strict.P999Ms)} | {Ms(strict.MostMs)} | {strict.FillsPerCommit:0.0} | {result.Own.Wrong:N0} of {result.Own.Reads:N0} | {Ms(result.Delays.P50Ms)} | {Ms(result.Delays.P99Ms)} |{(isBroken ? string.Create(CultureInfo.InvariantCulture, $" {result.Faults.Count} | {(result.Takeovers.Count == 0 ? "" : Ms(result.Takeovers.Max()))} |") : "")}");
        }

        return text.ToString();
    }

    /// <summary>Fault by fault.</summary>
    public static string ByFault(IReadOnlyList<LabResult> results)
    {
        var text = new StringBuilder();
        foreach (var result in results)
        {
            Add(text, $"<details><summary>{result.Run.Engine}, fault by fault</summary>\n");
            text.AppendLine("| while | times | reads | failed | old | median, ms | p99, ms | p99.9, ms | oldest, ms | too old | fills for a change |");
            text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var group in result.Groups)
                Add(text, $"| {group.Name} | {(group.Times == 0 ? "" : group.Times)} | {group.Reads:N0} | {group.Failed:N0} | {group.Old:N0} | {Ms(group.P50Ms)} | {Ms(group.P99Ms)} | {Ms(group.P999Ms)} | {Ms(group.MostMs)} | {(group.Name == LabResult.FromStandby ? "" : group.Violations.ToString("N0", CultureInfo.InvariantCulture))} | {(group.Commits == 0 ? "" : group.FillsPerCommit.ToString("0.0", CultureInfo.InvariantCulture))} |");
            text.AppendLine().AppendLine("</details>").AppendLine();
        }

        return text.ToString();
    }

    private static string Share(AgeFigures figures) =>
        figures.Reads == 0 ? "" : ((double)figures.Violations / figures.Reads * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    private static string Ms(double ms) => ms.ToString(ms < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string List(IEnumerable<string> values) => string.Join(" and ", values.Distinct());

    private static void Add(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
