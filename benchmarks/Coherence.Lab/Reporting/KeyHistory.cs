using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Lab.Analysis;
using AspireCache.Coherence.Lab.Faults;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>What happened to a row around a read that was too old: commits, factories on all nodes, what the node served, and faults.</summary>
internal sealed class KeyHistory(RunJournals journals, IReadOnlyList<FaultWindow> windows, long start)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1);
    private const int MostSteps = 80;

    public void Print(Violation violation)
    {
        var read = violation.Read;
        Write($"{violation.Node} read version {read.Version} of {Workload.NameOf(read.Key)} at {Seconds(read.Begun):0.000} s, {violation.Age.TotalMilliseconds:0} ms after a newer one had committed; {violation.Allowed.TotalMilliseconds:0} ms are allowed:");
        var from = read.Begun - (long)((violation.Age + Before).TotalSeconds * Stopwatch.Frequency);
        var to = read.Begun + (long)(After.TotalSeconds * Stopwatch.Frequency);
        var steps = Commits(read.Key).Concat(Fills(read.Key)).Concat(Reads(violation.Node, read.Key)).Concat(Faults())
            .Where(step => step.At >= from && step.At <= to).OrderBy(static step => step.At).ToList();
        foreach (var (at, text) in steps.TakeLast(MostSteps))
            Write($"  {Seconds(at):0.000} s  {text}");
    }

    private IEnumerable<(long At, string Text)> Commits(int key) =>
        journals.Of(key).Commits.Select(commit => (commit.Ended, Text($"version {commit.Version} committed (the commit began at {Seconds(commit.Begun):0.000} s)")));

    private IEnumerable<(long At, string Text)> Fills(int key) =>
        from node in journals.Cluster.Nodes
        from entry in Journal.Read(node.Journal)
        where entry.Key == key && entry.Kind is JournalKind.Fill
        select (entry.Ended, Text($"{node.Name}'s factory read version {entry.Version} (it began at {Seconds(entry.Begun):0.000} s)"));

    // Only where the version changes: the others say nothing new.
    private IEnumerable<(long At, string Text)> Reads(string name, int key)
    {
        var last = -1L;
        foreach (var entry in Journal.Read(journals.Cluster.Nodes.First(node => node.Name == name).Journal))
        {
            if (entry.Key != key || entry.Kind is not (JournalKind.Read or JournalKind.MarkedRead) || entry.Version == last)
                continue;
            last = entry.Version;
            yield return (entry.Begun, Text($"{name} begins to serve version {entry.Version}{(entry.Kind is JournalKind.MarkedRead ? ", marked as stale" : "")}"));
        }
    }

    private IEnumerable<(long At, string Text)> Faults() =>
        windows.SelectMany(window => new[] { (window.From, $"{window.Fault} {window.Target}: begins"), (window.To, $"{window.Fault} {window.Target}: over") });

    private double Seconds(long timestamp) => (timestamp - start) / (double)Stopwatch.Frequency;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Write(FormattableString text) => Console.WriteLine(Text(text));
}
