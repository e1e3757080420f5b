using System.Diagnostics;
using AspireCache.Coherence.Lab.Cluster;
using AspireCache.Coherence.Lab.Faults;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>Reads the journals and compares every read with what had committed when it began.</summary>
internal sealed class Analyzer(LabCluster cluster, LabOptions options, IReadOnlyList<FaultWindow> windows, long start, long end)
{
    private const int MostViolations = 5;

    // What a fault leaves behind is still its doing.
    private static readonly long Aftermath = (long)(3 * (double)Stopwatch.Frequency);

    private readonly AgeStatistics _strict = new();
    private readonly AgeStatistics _available = new();
    private readonly SortedDictionary<string, AgeStatistics> _byFault = new(StringComparer.Ordinal) { [LabResult.Calm] = new() };
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, double[]> _series = [];
    private readonly Dictionary<string, long> _readsOf = [];
    private long _fills;

    public LabResult Analyze()
    {
        var histories = Histories();
        List<Dictionary<int, List<(long Begun, long Version)>>> hotReads = [];
        foreach (var node in cluster.Nodes)
            hotReads.Add(Read(node, histories));
        if (cluster.Nodes.FirstOrDefault(node => _readsOf.GetValueOrDefault(node.Name) == 0) is { } silent)
            throw new InvalidOperationException($"{silent.Name} read nothing: this proves nothing.");
        return new LabResult(
            _strict, _available, _byFault, Delays(histories, hotReads), histories.Sum(static history => history.Commits.Length), _fills, _violations, _series, windows, start);
    }

    private CommitHistory[] Histories()
    {
        var commits = new List<JournalEntry>[Workload.Keys];
        for (var key = 0; key < commits.Length; key++)
            commits[key] = [];
        foreach (var journal in cluster.WriterJournals)
            foreach (var commit in Journal.Read(journal))
                commits[commit.Key].Add(commit);
        return Array.ConvertAll(commits, static list => new CommitHistory(list));
    }

    private Dictionary<int, List<(long, long)>> Read(LabNode node, CommitHistory[] histories)
    {
        var series = _series[node.Name] = new double[(int)(Stopwatch.GetElapsedTime(start, end) / LabResult.Slice) + 1];
        var hot = Enumerable.Range(0, Workload.Hot).ToDictionary(static key => key, static _ => new List<(long, long)>());
        foreach (var read in Journal.Read(node.Journal))
        {
            if (read.Begun < start || read.Begun > end)
                continue;
            if (read.Version == JournalEntry.Fill)
            {
                _fills++;
                continue;
            }

            var age = read.Version == JournalEntry.Failed ? 0 : histories[read.Key].AgeOf(read);
            if (!Workload.IsStrict(read.Key))
            {
                _available.Add(read, age, options.Delta + Workload.MenuLifetime + Workload.MenuWindow);
                continue;
            }

            if (hot.TryGetValue(read.Key, out var reads) && read.Version >= 0)
                reads.Add((read.Begun, read.Version));
            _strict.Add(read, age, options.Delta);
            StatisticsAt(read.Begun).Add(read, age, options.Delta);
            var time = Stopwatch.GetElapsedTime(0, age);
            _readsOf[node.Name] = _readsOf.GetValueOrDefault(node.Name) + (read.Version >= 0 ? 1 : 0);
            ref var slice = ref series[(int)(Stopwatch.GetElapsedTime(start, read.Begun) / LabResult.Slice)];
            slice = Math.Max(slice, time.TotalMilliseconds);
            if (time > options.Delta && _violations.Count < MostViolations)
                _violations.Add(new Violation(node.Name, read, time));
        }

        return hot;
    }

    private AgeStatistics StatisticsAt(long time)
    {
        var name = windows.FirstOrDefault(window => time >= window.From && time <= window.To + Aftermath)?.Fault.ToString() ?? LabResult.Calm;
        if (!_byFault.TryGetValue(name, out var statistics))
            _byFault[name] = statistics = new AgeStatistics();
        return statistics;
    }

    private double[] Delays(CommitHistory[] histories, List<Dictionary<int, List<(long Begun, long Version)>>> reads)
    {
        List<double> delays = [];
        for (var key = 0; key < Workload.Hot; key++)
        {
            var at = new int[reads.Count];
            foreach (var commit in histories[key].Commits)
            {
                if (commit.Ended < start || IsDisturbed(commit.Ended))
                    continue;
                var last = 0L;
                for (var node = 0; node < reads.Count && last >= 0; node++)
                {
                    var list = reads[node][key];
                    while (at[node] < list.Count && (list[at[node]].Begun < commit.Begun || list[at[node]].Version < commit.Version))
                        at[node]++;
                    last = at[node] == list.Count ? -1 : Math.Max(last, list[at[node]].Begun - commit.Ended);
                }

                if (last >= 0)
                    delays.Add(Stopwatch.GetElapsedTime(0, Math.Max(0, last)).TotalMilliseconds);
            }
        }

        delays.Sort();
        return [.. delays];
    }

    private bool IsDisturbed(long time) => windows.Any(window => time >= window.From - Aftermath && time <= window.To + Aftermath);
}
