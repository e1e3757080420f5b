using System.Diagnostics;
using AspireCache.Coherence.Lab.Cluster;
using AspireCache.Coherence.Lab.Faults;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>How old a read may be.</summary>
internal sealed class AgeLimits(RunJournals journals, LabOptions options, IReadOnlyList<FaultWindow> windows)
{
    /// <summary>The time that commits take to be everywhere while all is well.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>An entry of this kind, read on this node.</summary>
    public TimeSpan Of(LabNode node, in JournalEntry read)
    {
        // Where a node has invalidated, its own reads are right at once, whatever became of it elsewhere.
        if (!options.HasDatabase && journals.Of(node, read.Key).AgeOf(read) > 0)
            return TimeSpan.Zero;
        if (Workload.IsStrict(read.Key))
            return options.Delta;
        // A node without proof that it has heard of all commits serves an available entry as long as it is fresh, and then, marked, within
        // its window. The peers have no such marks.
        var isMarked = read.Kind is JournalKind.MarkedRead || options.Engine is not Engine.Coherence;
        return Slack + Workload.MenuLifetime + (isMarked ? Workload.MenuWindow : TimeSpan.Zero) + ClocksApart(node, read);
    }

    // Wall clocks decide when an entry is over: one that another node filled lasts longer where the clock is behind that node's.
    private TimeSpan ClocksApart(LabNode reader, in JournalEntry read)
    {
        var apart = TimeSpan.Zero;
        foreach (var (filler, _) in journals.FillsOf(read.Key, read.Version))
            if (filler.Skew - reader.Skew > apart)
                apart = filler.Skew - reader.Skew;
        var lasts = (long)((Workload.MenuLifetime + Workload.MenuWindow + FaultActions.Jump).TotalSeconds * Stopwatch.Frequency);
        var (from, to) = (read.Begun - lasts, read.Begun);
        return windows.Any(window => window.Fault is FaultScenario.ClockJump && window.From <= to && window.To >= from) ? apart + FaultActions.Jump : apart;
    }
}
