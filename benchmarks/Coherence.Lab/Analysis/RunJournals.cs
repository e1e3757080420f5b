using AspireCache.Coherence.Lab.Cluster;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>What all processes of a run noted, as far as it decides what the versions of rows were.</summary>
internal sealed class RunJournals
{
    private readonly Dictionary<(int Key, long Version), List<(LabNode Node, JournalEntry Fill)>> _fills = [];
    private readonly CommitHistory[] _histories;
    private readonly Dictionary<LabNode, CommitHistory[]> _own = [];

    /// <param name="cluster">Whose.</param>
    /// <param name="invalidation">Who invalidates. Where nodes do, only an invalidation that has returned binds a cache, whatever factories have seen.</param>
    public RunJournals(LabCluster cluster, Invalidation invalidation)
    {
        Cluster = cluster;
        var doFillsProve = invalidation is Invalidation.Commits;
        var commits = Lists();
        var fills = Lists();
        foreach (var writer in cluster.Writers)
            foreach (var commit in Journal.Read(writer.Journal))
                commits[commit.Key].Add(commit);
        foreach (var node in cluster.Nodes)
        {
            var own = Lists();
            foreach (var entry in Journal.Read(node.Journal))
            {
                if (entry.Kind is JournalKind.Commit)
                    commits[entry.Key].Add(entry);
                if (entry.Kind is JournalKind.Commit or JournalKind.Owed)
                    own[entry.Key].Add(entry);
                if (entry.Kind is not JournalKind.Fill)
                    continue;
                if (doFillsProve)
                    fills[entry.Key].Add(entry);
                if (!_fills.TryGetValue((entry.Key, entry.Version), out var list))
                    _fills[(entry.Key, entry.Version)] = list = [];
                list.Add((node, entry));
            }

            _own[node] = Array.ConvertAll(own, static commits => new CommitHistory(commits, []));
        }

        _histories = [.. commits.Zip(fills, static (commits, fills) => new CommitHistory(commits, fills))];
    }

    public LabCluster Cluster { get; }

    public CommitHistory Of(int key) => _histories[key];

    /// <summary>What was committed on a node, and invalidated there: applied, or owed.</summary>
    public CommitHistory Of(LabNode node, int key) => _own[node][key];

    /// <summary>All that writers noted.</summary>
    public IEnumerable<JournalEntry> Commits => _histories.SelectMany(static history => history.Commits);

    /// <summary>The factories that read a version.</summary>
    public IReadOnlyList<(LabNode Node, JournalEntry Fill)> FillsOf(int key, long version) => _fills.GetValueOrDefault((key, version)) ?? [];

    private static List<JournalEntry>[] Lists()
    {
        var lists = new List<JournalEntry>[Workload.Keys];
        for (var key = 0; key < lists.Length; key++)
            lists[key] = [];
        return lists;
    }
}
