using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Postgres.Internal;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// Whoever changes the database does nothing but commit, and a relay makes invalidations of it: with rows that are mapped, and tags
/// that the transaction itself names. A change takes effect when new snapshots see its commit. Every node may be the relay; relays
/// die, lose their connection, stand still and go on when another has taken over; slots are lost, servers replaced.
/// </summary>
/// <remarks>
/// Beside what holds in every world, with <em>taken effect</em> for committed:
/// <list type="bullet">
/// <item>who waited for his commit to be applied on his node reads it there;</item>
/// <item>what a standby returned that was behind goes to those who waited for it, and to nobody after;</item>
/// <item>once all is well, every node becomes sure of what it knows.</item>
/// </list>
/// </remarks>
internal sealed partial class RelayWorld : World
{
    private readonly SimulatedDatabase _database = new();
    private readonly Dictionary<string, LogRecord> _commits = [];
    private readonly SimulatedRelay[] _relays;
    private int _processes;

    public RelayWorld(int seed, Rules off, Action<string>? trace = null)
        : base(seed, off, hasRelay: true, trace)
    {
        _relays = [.. Enumerable.Range(0, Nodes).Select(MakeRelay)];
        Pulse();
    }

    protected override int[] Committed => _database.Visible;

    protected override void Executing(int number, string[] tags, bool isWrite, bool isEpoch)
    {
        foreach (var tag in tags)
            if (_commits.TryGetValue(tag, out var commit))
                foreach (var (key, version) in commit.Changes)
                    Invalidated[key] = Math.Max(Invalidated[key], version);
        Tell($"{(isEpoch ? "epoch" : "commit")} of {string.Join(',', tags)} by {number} in Redis: {string.Join(',', Invalidated)}");
    }

    protected override SimulatedQuery Query(SimulatedNode node, int key)
    {
        if (Random.Next(3) != 0)
            return base.Query(node, key);
        // What ReadsFromReplicaAsync tells.
        if (!Off.HasFlag(Rules.ReplicaPosition))
            Internal.Leases.FillScope.Current?.ReadsUpTo(_database.ReplayedPosition);
        return new SimulatedQuery(node, key, () => _database.Replayed[key], isOnStandby: true);
    }

    private SimulatedRelay MakeRelay(int number) =>
        new(Node(number), _database, Off, $"r{_processes++}", async execute =>
        {
            var call = new SimulatedCall<object>(execute) { Node = number, IsForDatabase = true };
            Send(call);
            return await call.Answered.ConfigureAwait(false);
        });

    private void Commit()
    {
        var kind = Random.Next(6);
        string[] tags = kind switch
        {
            0 or 1 => ["x"],
            2 or 3 => ["y"],
            4 => ["x", "y"],
            _ => [TagNames.All],
        };
        int[] concerned = [.. Enumerable.Range(0, Rows).Where(key => kind > 3 || Tags[key].Contains(tags[0]))];
        int[] keys = Random.Next(2) == 0 ? concerned : [concerned[Random.Next(concerned.Length)]];
        var isNamed = Random.Next(3) == 0;
        if (_database.Commit(keys, isNamed ? [] : tags, isNamed ? RelayMessage.Tags(tags) : null) is not { } commit)
            return;
        var name = TagNames.OfTransaction(commit.Xid);
        _commits[name] = commit;
        Tell($"{name} is in the log: {string.Join(", ", commit.Changes.Select(change => $"{Keys[change.Key]} is {change.Version}"))}");
        if (Random.Next(4) == 0 && AnyNode() is var node)
            node.Waiting.Add((node.Core.Link.Commits.Watch(name), commit));
    }

    private void Show(LogRecord commit)
    {
        _database.Show(commit);
        Tell($"x:{commit.Xid} is visible");
        Remember(_database.Visible);
    }

    /// <summary>Whoever waited for his commit is told, and reads next.</summary>
    private void HearOfCommits()
    {
        foreach (var node in AllNodes)
            foreach (var waiting in node.Waiting.Where(waiting => waiting.Applied.IsCompleted).ToArray())
            {
                node.Waiting.Remove(waiting);
                foreach (var (key, version) in waiting.Commit.Changes)
                    node.Known[key] = Math.Max(node.Known[key], version);
            }
    }
}
