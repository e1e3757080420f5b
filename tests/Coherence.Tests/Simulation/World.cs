using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Leases;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// Three nodes, a Redis, a database, and one seed that decides what happens next: reads, changes, answers and messages that come
/// late or never, evictions, lost data, restarts, breaks, time. At every read that ends the invariant is checked; at the end, when
/// all is quiet, that everybody serves the last version. How changes become invalidations is what worlds differ in.
/// </summary>
/// <remarks>
/// A read that began at time t on a node must not return less than
/// <list type="bullet">
/// <item>what the node itself had invalidated, or heard of, before t;</item>
/// <item>what had <em>taken effect</em> before t minus the limit after which a node is detached;</item>
/// <item>what had been invalidated in Redis before t, if the read went beyond the node's memory and Redis answered.</item>
/// </list>
/// One key's factory reads another key through the cache: of its own value holds what was invalidated of both. And every read ends,
/// once faults have ended.
/// </remarks>
internal abstract partial class World : IDisposable
{
    /// <summary>The last one is made of the first.</summary>
    public static readonly string[] Keys = ["a:1", "a:2", "b:1", "c:1"];

    /// <summary>How many of the keys are rows of the database.</summary>
    public const int Rows = 3;

    /// <summary>The key that is made of another.</summary>
    public const int Made = 3;

    protected static readonly string[][] Tags = [["x"], ["x", "y"], ["y"], ["x"]];
    private static readonly TimeSpan DetachedAfter = TimeSpan.FromSeconds(2);
    protected static readonly TimeSpan InvalidationTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);
    private static readonly int[] Expirations = [5, 20, 60];
    private static readonly int[] PercentsLost = [0, 10, 40];
    protected const int Nodes = 3;

    private readonly TimeSpan _expiration;
    private readonly int[] _keysInUse;
    private readonly int _percentLost;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SimulatedNode[] _nodes;
    private readonly List<SimulatedCall> _calls = [];
    private readonly List<SimulatedQuery> _queries = [];
    private readonly List<(long At, int[] Versions)> _history = [];
    private readonly Dictionary<int, SimulatedNode> _reading = [];
    private readonly Action<string>? _trace;
    private Action? _oldData;
    private readonly bool _isGuarded;
    private int _reads;
    private long _now;
    private long _pausedUntil;

    /// <param name="seed">Decides everything.</param>
    /// <param name="off">The rules that are switched off.</param>
    /// <param name="hasRelay">Whether commits are heard of by way of a relay.</param>
    /// <param name="trace">Takes what happens, a line each.</param>
    protected World(int seed, Rules off, bool hasRelay, Action<string>? trace)
    {
        _trace = trace;
        HasRelay = hasRelay;
        Random = new Random(seed);
        Off = off;
        Server = new SimulatedServer(Random, off) { HasRun = Random.Next(2) == 0 };
        _percentLost = PercentsLost[Random.Next(PercentsLost.Length)];
        _keysInUse = Random.Next(3) switch
        {
            0 => [Random.Next(Rows)],
            1 => [0, Made],
            _ => [.. Enumerable.Range(0, Keys.Length)],
        };
        _expiration = TimeSpan.FromSeconds(Expirations[Random.Next(Expirations.Length)]);
        _isGuarded = Random.Next(2) == 0;
        Server.Published += Publish;
        _nodes = [.. Enumerable.Range(0, Nodes).Select(MakeNode)];
    }

    /// <summary>What went wrong, if anything did.</summary>
    public string? Violation { get; protected set; }

    /// <summary>Decisions taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Reads checked.</summary>
    public long Reads { get; private set; }

    /// <summary>How many of them were served from memory.</summary>
    public long LocalReads { get; private set; }

    protected bool HasRelay { get; }

    protected Random Random { get; }

    protected Rules Off { get; }

    protected SimulatedServer Server { get; }

    /// <summary>The least version of each key that Redis may serve after what was invalidated there.</summary>
    protected int[] Invalidated { get; } = new int[Keys.Length];

    /// <summary>The version of each key that a query sees; of the one that is made of another, that one's.</summary>
    protected abstract int[] Committed { get; }

    /// <summary>The version of each key that everybody has to serve once all is quiet.</summary>
    protected virtual int[] Due => Committed;

    public void Run(int steps)
    {
        try
        {
            for (var i = 0; i < steps && Violation is null; i++)
            {
                Steps++;
                foreach (var node in _nodes)
                    node.HoldCells();
                Step();
            }

            if (Violation is null)
                Settle();
            foreach (var (number, node) in _reading)
                Violation ??= $"read {number} on node {Number(node)} never ends";
        }
        catch (Exception e)
        {
            Violation ??= $"step {Steps}: {e}";
        }
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
    }

    /// <summary>All tags of an entry.</summary>
    public static string[] TagsOf(int key) =>
        [TagNames.OfKey(Keys[key]), TagNames.OfNamespace(TagNames.NamespaceOf(Keys[key])), TagNames.All, .. Tags[key].Select(TagNames.OfTag)];

    /// <summary>What happens next.</summary>
    protected abstract void Step();

    /// <summary>An invalidation is about to take effect in Redis: from now on nobody who asks it may be served less.</summary>
    protected abstract void Executing(int number, string[] tags, bool isWrite, bool isEpoch);

    /// <summary>From now on no read that begins after the limit may return less.</summary>
    protected void Remember(int[] versions) => _history.Add((_now, [.. versions]));

    protected void Send(SimulatedCall call)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("The simulation has lost control: something runs on another thread." + Environment.StackTrace);
        _calls.Add(call);
    }

    /// <summary>Another process in the place of one that has died: nobody hears the answers to what that one asked.</summary>
    protected void Replace(int number)
    {
        foreach (var call in _calls.Where(call => call.Node == number))
            call.IsOrphan = true;
        _calls.RemoveAll(call => call.IsOver);
        _queries.RemoveAll(query => query.Node == _nodes[number]);
        foreach (var read in _reading.Where(read => read.Value == _nodes[number]).ToArray())
            _reading.Remove(read.Key);
        _nodes[number].Dispose();
        _nodes[number] = MakeNode(number);
    }

    protected SimulatedNode Node(int number) => _nodes[number];

    protected int Number(SimulatedNode node) => Array.IndexOf(_nodes, node);

    protected void Tell(string what) => _trace?.Invoke($"{Steps} {TimeSpan.FromTicks(_now).TotalSeconds:F3} {what}");

    protected static bool Concerns(string[] tags, int key) =>
        tags.Contains(TagNames.All) || tags.Contains(TagNames.OfKey(Keys[key])) || Tags[key].Any(tag => tags.Contains(TagNames.OfTag(tag)));

    /// <summary>Reads a key.</summary>
    /// <param name="node">Where.</param>
    /// <param name="key">Which.</param>
    /// <param name="kind">How.</param>
    protected async Task ReadAsync(SimulatedNode node, int key, ReadKind kind = ReadKind.Usual)
    {
        var least = kind is ReadKind.Last ? [.. Due] : (int[])[.. node.Known];
        var strict = Invalidated[key];
        foreach (var (at, versions) in _history)
            if (at < _now - DetachedAfter.Ticks)
                least[key] = Math.Max(least[key], versions[key]);
        var number = ++_reads;
        Tell($"read {number} of {Keys[key]} on {Number(node)} begins, {kind}, {node.Core.View.Known}, must be {least[key]}, in Redis {strict}");
        var failures = node.Failures;
        var flags = kind switch
        {
            ReadKind.Peek => HybridCacheEntryFlags.DisableUnderlyingData,
            ReadKind.Anew => HybridCacheEntryFlags.DisableDistributedCacheRead,
            _ => HybridCacheEntryFlags.None,
        };
        // A flight under way may be a refresh, and a factory that reads another key may find that in memory.
        var isAlone = key != Made && !node.Core.Flights.IsFlying(new FlightKey(Keys[key], flags, typeof(string)));
        _reading.Add(number, node);
        try
        {
            var pending = node.Cache.GetOrCreateAsync(
                Keys[key], (this, node, key), static (state, _) => state.Item1.MakeAsync(state.node, state.key), new() { Flags = flags }, kind is ReadKind.Peek ? null : Tags[key]);
            var isLocal = pending.IsCompleted;
            if (await pending.ConfigureAwait(false) is not { } value)
                return;
            var (version, fromStandby) = SimulatedQuery.Parse(value);
            if (!isLocal && isAlone && failures == node.Failures)
                least[key] = Math.Max(least[key], strict);
            Reads++;
            LocalReads += isLocal ? 1 : 0;
            if (Environment.CurrentManagedThreadId != _thread)
                throw new InvalidOperationException("The simulation has lost control: a read goes on on another thread.");
            Tell($"read {number} returns {version}{(isLocal ? " from memory" : "")}");
            // Who waits for a standby that is behind gets what it has, alone or with others; who comes later does not.
            var isWaiting = fromStandby > number || (fromStandby > 0 && !isLocal && !isAlone);
            if (version < least[key] && !isWaiting)
                Violation ??= $"step {Steps}: read {number} on node {Number(node)} returned version {version} of {Keys[key]} {(isLocal ? "from memory" : "from beyond its memory")}, must be {least[key]} or later";
        }
        catch (DatabaseDownException)
        {
            // No value, no staleness.
        }
        catch (Exception e)
        {
            Violation ??= $"step {Steps}: read {number} on node {Number(node)} fails: {e}";
        }
        finally
        {
            _reading.Remove(number);
        }
    }

    /// <summary>One of those that this world is about: of few keys each meets more.</summary>
    protected int AnyKey() => _keysInUse[Random.Next(_keysInUse.Length)];

    protected Task ReadAnyAsync() => ReadAsync(AnyNode(), AnyKey(), Random.Next(8) switch
    {
        0 => ReadKind.Peek,
        1 => ReadKind.Anew,
        _ => ReadKind.Usual,
    });

    /// <summary>Asks the source for a row.</summary>
    protected virtual SimulatedQuery Query(SimulatedNode node, int key) => new(node, key, () => Committed[key]);

    private ValueTask<string> MakeAsync(SimulatedNode node, int key) =>
        key != Made
            ? QueryAsync(node, key)
            : node.Cache.GetOrCreateAsync(Keys[0], (this, node), static (state, _) => state.Item1.QueryAsync(state.node, 0), null, Tags[0]);

    private async ValueTask<string> QueryAsync(SimulatedNode node, int key)
    {
        var query = Query(node, key);
        _queries.Add(query);
        await query.Answered.ConfigureAwait(false);
        return query.ToValue(_reads);
    }

    private SimulatedNode MakeNode(int number)
    {
        var options = new CoherenceOptions
        {
            DetachedAfter = Off.HasFlag(Rules.Detachment) ? TimeSpan.FromDays(1) : DetachedAfter,
            HasRelay = HasRelay && !Off.HasFlag(Rules.RelayRounds),
            LocalEntries = 100,
            FillsWithoutRedis = 2,
            LeaseWait = TimeSpan.FromMilliseconds(200),
            RedisTimeout = TimeSpan.FromSeconds(1),
            InvalidationTimeout = InvalidationTimeout,
            ThrowOnOwedInvalidation = true,
            Defaults = { Expiration = _expiration, FailSafeMaxDuration = _expiration + TimeSpan.FromSeconds(20), EagerRefreshThreshold = Random.Next(2) == 0 ? 0.5 : 0.8 },
        };
        var connection = new SimulatedConnection(Server, number, Send, Executing);
        return new SimulatedNode(connection, new SimulatedTime(Skew * (number - 1)), Random, options, _isGuarded, Off);
    }

    private void Publish(FeedEvent told)
    {
        foreach (var node in _nodes)
            if (Random.Next(100) >= _percentLost)
                node.Channel.Enqueue((told, [.. Invalidated]));
    }
}
