using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>The reads of rows that every node reads all the time: they tell when a commit had reached the last node.</summary>
internal sealed class HotReads(int nodes)
{
    private readonly List<(long Begun, long Version)>[] _reads = [.. Enumerable.Range(0, nodes * Workload.Hot).Select(static _ => new List<(long, long)>())];

    public void Add(int node, in JournalEntry read) => Of(node, read.Key).Add((read.Begun, read.Version));

    /// <summary>From each commit to the first read of it on the last node, in milliseconds; infinite where one never shows it.</summary>
    /// <param name="journals">What committed.</param>
    /// <param name="counts">Which commits are of interest.</param>
    /// <param name="known">Up to when a commit that was not seen everywhere may be called lost.</param>
    public List<double> Delays(RunJournals journals, Func<JournalEntry, bool> counts, long known)
    {
        // They were noted when they ended.
        foreach (var reads in _reads)
            reads.Sort();
        List<double> delays = [];
        for (var key = 0; key < Workload.Hot; key++)
        {
            var at = new int[nodes];
            foreach (var commit in journals.Of(key).Commits)
            {
                var last = 0L;
                for (var node = 0; node < nodes && last >= 0; node++)
                {
                    var reads = Of(node, key);
                    while (at[node] < reads.Count && (reads[at[node]].Begun < commit.Begun || reads[at[node]].Version < commit.Version))
                        at[node]++;
                    last = at[node] == reads.Count ? -1 : Math.Max(last, reads[at[node]].Begun - commit.Ended);
                }

                if (counts(commit) && (last >= 0 || commit.Ended < known))
                    delays.Add(last < 0 ? double.PositiveInfinity : Stopwatch.GetElapsedTime(0, last).TotalMilliseconds);
            }
        }

        return delays;
    }

    private List<(long Begun, long Version)> Of(int node, int key) => _reads[(node * Workload.Hot) + key];
}
