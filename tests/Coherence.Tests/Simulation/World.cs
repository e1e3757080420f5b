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
/// </remarks>
internal abstract partial class World : IDisposable
{
    public static readonly string[] Keys = ["a:1", "a:2", "b:1"];
    protected static readonly string[][] Tags = [["x"], ["x", "y"], ["y"]];
    private static readonly TimeSpan DetachedAfter = TimeSpan.FromSeconds(2);
    protected static readonly TimeSpan InvalidationTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);
    private static readonly int[] Expirations = [5, 20, 60];
    protected const int Nodes = 3;

    private readonly TimeSpan _expiration;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SimulatedNode[] _nodes;
    private readonly List<SimulatedCall> _calls = [];
    private readonly List<SimulatedQuery> _queries = [];
    private readonly List<(long At, int[] Versions)> _history = [];
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

    /// <summary>The version of each key that a query sees.</summary>
    protected abstract int[] Committed { get; }

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
        _nodes[number].Dispose();
        _nodes[number] = MakeNode(number);
    }

    protected SimulatedNode Node(int number) => _nodes[number];

    protected int Number(SimulatedNode node) => Array.IndexOf(_nodes, node);

    protected void Tell(string what) => _trace?.Invoke($"{Steps} {TimeSpan.FromTicks(_now).TotalSeconds:F3} {what}");

    protected static bool Concerns(string[] tags, int key) =>
        tags.Contains(TagNames.All) || tags.Contains(TagNames.OfKey(Keys[key])) || Tags[key].Any(tag => tags.Contains(TagNames.OfTag(tag)));

    protected async Task ReadAsync(SimulatedNode node, int key, bool isLast = false)
    {
        var least = isLast ? [.. Committed] : (int[])[.. node.Known];
        var strict = Invalidated[key];
        foreach (var (at, versions) in _history)
            if (at < _now - DetachedAfter.Ticks)
                least[key] = Math.Max(least[key], versions[key]);
        var number = ++_reads;
        Tell($"read {number} of {Keys[key]} on {Number(node)} begins, {node.Core.View.Known}, must be {least[key]}, in Redis {strict}");
        var failures = node.Failures;
        // A flight under way may be a refresh.
        var isAlone = !node.Core.Flights.IsFlying(new FlightKey(Keys[key], HybridCacheEntryFlags.None, typeof(string)));
        try
        {
            var pending = node.Cache.GetOrCreateAsync(Keys[key], (this, node, key), static (state, _) => state.Item1.QueryAsync(state.node, state.key), null, Tags[key]);
            var isLocal = pending.IsCompleted;
            var (version, fromStandby) = SimulatedQuery.Parse(await pending.ConfigureAwait(false));
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
    }

    /// <summary>Asks the source for a row.</summary>
    protected virtual SimulatedQuery Query(SimulatedNode node, int key) => new(node, key, () => Committed[key]);

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
            // A semaphore that is contended hands its turn over on the thread pool.
            FillsWithoutRedis = 10_000,
            LeaseWait = TimeSpan.FromMilliseconds(200),
            RedisTimeout = TimeSpan.FromSeconds(1),
            InvalidationTimeout = InvalidationTimeout,
            ThrowOnOwedInvalidation = true,
            Defaults = { Expiration = _expiration, StaleWindow = TimeSpan.FromSeconds(20), RefreshAhead = 0.8 },
        };
        var connection = new SimulatedConnection(Server, number, Send, Executing);
        return new SimulatedNode(connection, new SimulatedTime(Skew * (number - 1)), Random, options, _isGuarded, Off);
    }

    private void Publish(FeedEvent told)
    {
        foreach (var node in _nodes)
            if (Random.Next(100) >= 12)
                node.Channel.Enqueue((told, [.. Invalidated]));
    }
}
