using System.Globalization;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// Whoever changes the database invalidates by himself, in every way there is. A change takes effect when it has been invalidated in
/// Redis.
/// </summary>
internal sealed class ExplicitWorld(int seed, Rules off, Action<string>? trace = null) : World(seed, off, hasRelay: false, trace)
{
    private readonly List<(SimulatedNode Node, int Key, int Version)> _writing = [];

    protected override int[] Committed { get; } = new int[Keys.Length];

    protected override void Step()
    {
        Advance(TimeSpan.FromMilliseconds(Random.Next(12)));
        switch (Random.Next(1000))
        {
            case < 160: _ = ReadAsync(AnyNode(), Random.Next(Keys.Length)); break;
            case < 200: _ = ChangeAsync(AnyNode(), Random.Next(6)); break;
            case < 600: StepCall(); break;
            case < 740: StepQuery(); break;
            case < 860: Deliver(AnyNode()); break;
            case < 915: Heartbeat(AnyNode()); break;
            case < 940: GiveUpCall(); break;
            case < 960: Evict(); break;
            case < 966: TakeCopy(); break;
            case < 971: Restart(); break;
            case < 974: Flush(); break;
            case < 980: Break(Random.Next(Nodes)); break;
            case < 984: Advance(TimeSpan.FromSeconds(Random.Next(1, 20))); break;
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
        }

        Tell($"{(isEpoch ? "epoch" : isWrite ? "write" : "invalidation")} of {string.Join(',', tags)} by {number} in Redis: {string.Join(',', Invalidated)}");
        Remember(Invalidated);
    }

    /// <summary>Quiet: all is delivered and answered, every node hears a heartbeat; then nobody may serve anything but the last version.</summary>
    protected override void Settle()
    {
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

        for (var round = 0; round < 2; round++)
            foreach (var node in AllNodes)
                for (var key = 0; key < Keys.Length; key++)
                {
                    _ = ReadAsync(node, key, isLast: true);
                    Drain();
                }
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
        var versions = changed.Select(one => (Key: one, Version: Committed[one])).ToArray();
        switch (kind)
        {
            case 0:
                await node.Cache.RemoveAsync(Keys[key]).ConfigureAwait(false);
                break;
            case 1:
                var writing = (node, key, versions[0].Version);
                _writing.Add(writing);
                await node.Cache.SetAsync(Keys[key], versions[0].Version.ToString(CultureInfo.InvariantCulture), null, Tags[key]).ConfigureAwait(false);
                _writing.Remove(writing);
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

        foreach (var (one, version) in versions)
            node.Known[one] = Math.Max(node.Known[one], version);
    }
}
