using System.Globalization;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// Whoever changes the database invalidates by himself, in every way there is. A change takes effect when it has been invalidated in
/// Redis.
/// </summary>
internal sealed class ExplicitWorld : World
{
    // Where Redis loses nothing caches fill up, and rules that need that are tried.
    private readonly bool _isCalm;
    private readonly List<(SimulatedNode Node, int Key, int Version)> _writing = [];
    private readonly List<Change> _changes = [];
    private readonly int[] _told = new int[Keys.Length];
    private bool _lost;

    public ExplicitWorld(int seed, Rules off, Action<string>? trace = null)
        : base(seed, off, hasRelay: false, trace) =>
        _isCalm = Random.Next(3) == 0;

    protected override int[] Committed { get; } = new int[Keys.Length];

    /// <inheritdoc />
    /// <remarks>A row that is invalidated by its key leaves what is made of it valid.</remarks>
    protected override int[] Due { get; } = new int[Keys.Length];

    protected override void Step()
    {
        Advance(TimeSpan.FromMilliseconds(Random.Next(12)));
        switch (Random.Next(_isCalm ? 950 : 1000))
        {
            case < 158: _ = ReadAnyAsync(); break;
            case < 166: EvictFromMemory(); break;
            case < 171: LeaseElsewhere(); break;
            case < 207: _ = ChangeAsync(AnyNode(), Random.Next(6)); break;
            case < 567: StepCall(); break;
            case < 701: StepQuery(); break;
            case < 817: Deliver(AnyNode()); break;
            case < 869: Attach(AnyNode()); break;
            case < 891: Heartbeat(AnyNode()); break;
            case < 909: GiveUpCall(); break;
            case < 913: Advance(TimeSpan.FromSeconds(Random.Next(1, 20))); break;
            case < 927: Advance(TimeSpan.FromMilliseconds(Random.Next(400))); break;
            case < 930: CutOff(); break;
            case < 946: Mend(); break;
            case < 948: Pause(TimeSpan.FromMilliseconds(Random.Next(4_000))); break;
            case < 950: _ = EndAsync(Random.Next(Nodes)); break;
            case < 974: Evict(); break;
            case < 981: TakeCopy(); break;
            case < 990: Restart(); break;
            case < 993: Flush(); break;
            default: Break(Random.Next(Nodes)); break;
        }
    }

    protected override void Executing(int number, string[] tags, bool isWrite, bool isEpoch)
    {
        var node = Node(number);
        for (var key = 0; key < Keys.Length; key++)
        {
            // An epoch makes good what this node could not tell, where that was too much to tell again; a write stands for the version it carries.
            var version = isEpoch ? node.Known[key]
                : !Concerns(tags, key) ? 0
                : isWrite ? _writing.Where(writing => writing.Node == node && writing.Key == key).Select(writing => writing.Version).DefaultIfEmpty(0).Min()
                : Committed[key];
            Invalidated[key] = Math.Max(Invalidated[key], version);
            if (isEpoch || Concerns(tags, key))
                _told[key] = Committed[key];
        }

        Tell($"{(isEpoch ? "epoch" : isWrite ? "write" : "invalidation")} of {string.Join(',', tags)} by {number} in Redis: {string.Join(',', Invalidated)}");
        Remember(Invalidated);
    }

    /// <summary>Quiet: all is delivered and answered, every node hears a heartbeat; then nobody may serve anything but the last version.</summary>
    protected override void Settle()
    {
        Pause(TimeSpan.Zero);
        Mend();
        Drain();
        foreach (var node in AllNodes)
        {
            DeliverAll(node);
            Heartbeat(node);
            Drain();
            Heartbeat(node);
            Drain();
        }

        foreach (var node in AllNodes)
        {
            DeliverAll(node);
            Heartbeat(node);
            Drain();
        }

        // Who invalidated hears that it is owed, or dies with his process: he, or somebody for him, does it again elsewhere.
        if (_lost)
            _ = Node(0).Cache.RemoveAsync(Keys).AsTask();
        Drain();
        if (_changes.Find(change => !change.HasReturned) is { } endless)
            Violation ??= $"an invalidation on node {Number(endless.Node)} has no end, though all is well";
        foreach (var change in _changes)
            Check(change, "nothing is owed any more");
        for (var round = 0; round < 2; round++)
            foreach (var node in AllNodes)
                for (var key = 0; key < Keys.Length; key++)
                {
                    _ = ReadAsync(node, key, ReadKind.Last);
                    Drain();
                }
    }

    protected override void Ended(SimulatedNode node, bool isTold)
    {
        foreach (var change in _changes.Where(change => change.Node == node).ToArray())
            if (isTold && change.HasReturned)
                Check(change, "a process ended that had told what it owed");
            else
                _lost = true;
        _changes.RemoveAll(change => change.Node == node);
    }

    private async Task ChangeAsync(SimulatedNode node, int kind)
    {
        var key = AnyKey();
        var row = key == Made ? 0 : key;
        var tag = Random.Next(2) == 0 ? "x" : "y";
        int[] told = kind switch
        {
            0 => key == Made ? [row, key] : [key],
            1 => [row],
            2 => [.. Enumerable.Range(0, Keys.Length).Where(k => Tags[k].Contains(tag))],
            _ => [.. Enumerable.Range(0, Keys.Length)],
        };
        foreach (var one in told.Where(one => one < Rows))
            Committed[one]++;
        Committed[Made] = Committed[0];
        var change = new Change(node, [.. told.Select(one => (Key: one, Version: Committed[one]))]);
        foreach (var (one, version) in change.Versions)
            Due[one] = version;
        _changes.Add(change);
        try
        {
            await InvalidateAsync(node, kind, told, tag, change.Versions[0].Version).ConfigureAwait(false);
            _changes.Remove(change);
            Check(change, "an invalidation was said to be applied");
        }
        catch (InvalidationOwedException)
        {
            // It holds here, and reaches other nodes sometime, if the process lives.
            change.HasReturned = true;
        }

        foreach (var (one, version) in change.Versions)
            node.Known[one] = Math.Max(node.Known[one], version);
    }

    private async Task InvalidateAsync(SimulatedNode node, int kind, int[] told, string tag, int version)
    {
        switch (kind)
        {
            case 0:
                await node.Cache.RemoveAsync(told.Select(one => Keys[one])).ConfigureAwait(false);
                break;
            case 1:
                var row = told[0];
                var writing = (node, row, version);
                _writing.Add(writing);
                try
                {
                    await node.Cache.SetAsync(Keys[row], version.ToString(CultureInfo.InvariantCulture), null, Tags[row]).ConfigureAwait(false);
                }
                finally
                {
                    _writing.Remove(writing);
                }

                break;
            case 2:
                await node.Cache.RemoveByTagAsync(tag).ConfigureAwait(false);
                break;
            case 3:
                await node.Cache.RemoveByTagAsync("*").ConfigureAwait(false);
                break;
            default:
                await node.Cache.RemoveAsync(Keys).ConfigureAwait(false);
                break;
        }
    }

    private void Check(Change change, string what)
    {
        foreach (var (key, version) in change.Versions)
            if (_told[key] < version)
                Violation ??= $"step {Steps}: {what}, and Redis was told of version {_told[key]} of {Keys[key]} instead of {version}";
    }

    private sealed record Change(SimulatedNode Node, (int Key, int Version)[] Versions)
    {
        public bool HasReturned { get; set; }
    }
}
