using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>The reads of rows that every node reads all the time: they tell when a commit had reached the last node.</summary>
internal sealed class HotReads(int nodes)
{
    private readonly List<(long Begun, long Version)>[] _reads = [.. Enumerable.Range(0, nodes * Workload.Hot).Select(static _ => new List<(long, long)>())];

    public void Add(int node, in JournalEntry read) => Of(node, read.Key).Add((read.Begun, read.Version));

    /// <summary>
    /// From each commit to the first read, on the last node, of the last of its hot rows, in milliseconds, and when it was; infinite where a
    /// node never shows one.
    /// </summary>
    /// <param name="journals">What committed.</param>
    /// <param name="counts">Which commits are of interest.</param>
    /// <param name="known">Up to when a commit that was not seen everywhere may be called lost.</param>
    public List<(long Committed, double Ms)> Delays(RunJournals journals, Func<JournalEntry, bool> counts, long known)
    {
        // They were noted when they ended.
        foreach (var reads in _reads)
            reads.Sort();
        // A commit is known by when it was: a writer makes one after the other.
        Dictionary<(long Begun, long Ended), long> delays = [];
        for (var key = 0; key < Workload.Hot; key++)
        {
            var at = new int[nodes];
            foreach (var commit in journals.Of(key).Commits)
            {
                var last = Last(key, commit, at);
                if (counts(commit) && (last < long.MaxValue || commit.Ended < known))
                    delays[(commit.Begun, commit.Ended)] = Math.Max(last, delays.GetValueOrDefault((commit.Begun, commit.Ended)));
            }
        }

        return [.. delays.Select(static delay => (delay.Key.Ended, delay.Value == long.MaxValue ? double.PositiveInfinity : Stopwatch.GetElapsedTime(0, delay.Value).TotalMilliseconds))];
    }

    /// <summary>When the last node showed the row as the commit left it.</summary>
    /// <param name="key">The row.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="at">How far each node's reads have been looked at; they go on there with the next commit.</param>
    private long Last(int key, in JournalEntry commit, int[] at)
    {
        var last = 0L;
        for (var node = 0; node < nodes; node++)
        {
            var reads = Of(node, key);
            while (at[node] < reads.Count && (reads[at[node]].Begun < commit.Begun || reads[at[node]].Version < commit.Version))
                at[node]++;
            last = at[node] == reads.Count ? long.MaxValue : Math.Max(last, reads[at[node]].Begun - commit.Ended);
        }

        return last;
    }

    private List<(long Begun, long Version)> Of(int node, int key) => _reads[(node * Workload.Hot) + key];
}
