using System.Globalization;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// Whoever changes the database invalidates by himself, in every way there is. A change takes effect when it has been invalidated in
/// Redis.
/// </summary>
internal sealed class ExplicitWorld(int seed, Rules off, Action<string>? trace = null) : World(seed, off, hasRelay: false, trace)
{
    private readonly List<(SimulatedNode Node, int Key, int Version)> _writing = [];
    private readonly List<Change> _changes = [];
    private readonly int[] _told = new int[Keys.Length];
    private bool _lost;

    protected override int[] Committed { get; } = new int[Keys.Length];

    protected override void Step()
    {
        Advance(TimeSpan.FromMilliseconds(Random.Next(12)));
        switch (Random.Next(1000))
        {
            case < 160: _ = ReadAsync(AnyNode(), Random.Next(Keys.Length)); break;
            case < 195: _ = ChangeAsync(AnyNode(), Random.Next(6)); break;
            case < 540: StepCall(); break;
            case < 670: StepQuery(); break;
            case < 790: Deliver(AnyNode()); break;
            case < 880: Attach(AnyNode()); break;
            case < 900: Heartbeat(AnyNode()); break;
            case < 920: GiveUpCall(); break;
            case < 936: Evict(); break;
            case < 944: TakeCopy(); break;
            case < 953: Restart(); break;
            case < 956: Flush(); break;
            case < 962: Break(Random.Next(Nodes)); break;
            case < 965: Advance(TimeSpan.FromSeconds(Random.Next(1, 20))); break;
            case < 968: CutOff(); break;
            case < 984: Mend(); break;
            case < 986: Pause(TimeSpan.FromMilliseconds(Random.Next(4_000))); break;
            case < 988: _ = EndAsync(Random.Next(Nodes)); break;
            default: Advance(TimeSpan.FromMilliseconds(Random.Next(400))); break;
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
                    _ = ReadAsync(node, key, isLast: true);
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
        var key = Random.Next(Keys.Length);
        var tag = Random.Next(2) == 0 ? "x" : "y";
        int[] changed = kind switch
        {
            0 or 1 => [key],
            2 => [.. Enumerable.Range(0, Keys.Length).Where(k => Tags[k].Contains(tag))],
            _ => [.. Enumerable.Range(0, Keys.Length)],
        };
        foreach (var one in changed)
            Committed[one]++;
        var change = new Change(node, [.. changed.Select(one => (Key: one, Version: Committed[one]))]);
        _changes.Add(change);
        try
        {
            await InvalidateAsync(node, kind, key, tag, change.Versions[0].Version).ConfigureAwait(false);
            _changes.Remove(change);
            Check(change, "an invalidation was said to be applied");
        }
        catch (InvalidationOwedException)
        {
            // It holds here, and is told elsewhere sometime, if the process lives.
            change.HasReturned = true;
        }

        foreach (var (one, version) in change.Versions)
            node.Known[one] = Math.Max(node.Known[one], version);
    }

    private async Task InvalidateAsync(SimulatedNode node, int kind, int key, string tag, int version)
    {
        switch (kind)
        {
            case 0:
                await node.Cache.RemoveAsync(Keys[key]).ConfigureAwait(false);
                break;
            case 1:
                var writing = (node, key, version);
                _writing.Add(writing);
                try
                {
                    await node.Cache.SetAsync(Keys[key], version.ToString(CultureInfo.InvariantCulture), null, Tags[key]).ConfigureAwait(false);
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
