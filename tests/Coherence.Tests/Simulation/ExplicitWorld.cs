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

    public ExplicitWorld(int seed, Rules off, Action<string>? trace = null)
        : base(seed, off, hasRelay: false, trace) =>
        _isCalm = Random.Next(3) == 0;

    protected override int[] Committed { get; } = new int[Keys.Length];

    /// <inheritdoc />
    /// <remarks>Of a row that is told of by its key what is made of it does not hear.</remarks>
    protected override int[] Due { get; } = new int[Keys.Length];

    protected override void Step()
    {
        Advance(TimeSpan.FromMilliseconds(Random.Next(12)));
        switch (Random.Next(_isCalm ? 950 : 1000))
        {
            case < 150: _ = ReadAnyAsync(); break;
            case < 159: EvictFromMemory(); break;
            case < 164: LeaseElsewhere(); break;
            case < 200: _ = ChangeAsync(AnyNode(), Random.Next(6)); break;
            case < 600: StepCall(); break;
            case < 740: StepQuery(); break;
            case < 860: Deliver(AnyNode()); break;
            case < 915: Heartbeat(AnyNode()); break;
            case < 919: Advance(TimeSpan.FromSeconds(Random.Next(1, 20))); break;
            case < 935: Advance(TimeSpan.FromMilliseconds(Random.Next(400))); break;
            case < 950: GiveUpCall(); break;
            case < 980: Evict(); break;
            case < 985: TakeCopy(); break;
            case < 991: Restart(); break;
            case < 994: Flush(); break;
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
                    _ = ReadAsync(node, key, ReadKind.Last);
                    Drain();
                }
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
        var versions = told.Select(one => (Key: one, Version: Committed[one])).ToArray();
        foreach (var (one, version) in versions)
            Due[one] = version;
        switch (kind)
        {
            case 0:
                await node.Cache.RemoveAsync(told.Select(one => Keys[one])).ConfigureAwait(false);
                break;
            case 1:
                var writing = (node, row, versions[0].Version);
                _writing.Add(writing);
                await node.Cache.SetAsync(Keys[row], versions[0].Version.ToString(CultureInfo.InvariantCulture), null, Tags[row]).ConfigureAwait(false);
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
