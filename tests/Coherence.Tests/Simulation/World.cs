using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Leases;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// Three nodes, a Redis, a database, and one seed that decides what happens next: reads, commits with every kind of
/// invalidation, answers and messages that come late or never, evictions, lost data, restarts, breaks, time. At every read
/// that ends the invariant is checked; at the end, when all is quiet, that everybody serves the last version.
/// </summary>
/// <remarks>
/// A read that began at time t on a node must not return less than
/// <list type="bullet">
/// <item>what the node itself had invalidated, or heard of, before t;</item>
/// <item>what had been invalidated in Redis before t minus the limit after which a node is detached;</item>
/// <item>what had been invalidated in Redis before t, if the read went beyond the node's memory and Redis answered.</item>
/// </list>
/// </remarks>
internal sealed partial class World : IDisposable
{
    public static readonly string[] Keys = ["a:1", "a:2", "b:1"];
    private static readonly string[][] Tags = [["x"], ["x", "y"], ["y"]];
    private static readonly TimeSpan DetachedAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);
    private static readonly int[] Expirations = [5, 20, 60];
    private const int Nodes = 3;

    private readonly TimeSpan _expiration;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _random;
    private readonly Rules _off;
    private readonly SimulatedServer _server;
    private readonly SimulatedNode[] _nodes;
    private readonly List<SimulatedCall> _calls = [];
    private readonly List<(TaskCompletionSource<int> Row, int Key)> _queries = [];
    private readonly List<(TaskCompletionSource<int> Row, int Version)> _rows = [];
    private readonly int[] _committed = new int[Keys.Length];
    private readonly int[] _invalidated = new int[Keys.Length];
    private readonly List<(long At, int[] Versions)> _history = [];
    private readonly Action<string>? _trace;
    private Action? _oldData;
    private int _reads;
    private long _now;

    /// <param name="seed">Decides everything.</param>
    /// <param name="off">The rules that are switched off.</param>
    /// <param name="trace">Takes what happens, a line each.</param>
    public World(int seed, Rules off, Action<string>? trace = null)
    {
        _trace = trace;
        _random = new Random(seed);
        _off = off;
        _server = new SimulatedServer(_random, off) { HasRun = _random.Next(2) == 0 };
        _expiration = TimeSpan.FromSeconds(Expirations[_random.Next(Expirations.Length)]);
        _server.Published += Publish;
        _nodes = [.. Enumerable.Range(0, Nodes).Select(MakeNode)];
    }

    /// <summary>What went wrong, if anything did.</summary>
    public string? Violation { get; private set; }

    /// <summary>Decisions taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Reads checked.</summary>
    public long Reads { get; private set; }

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

    private SimulatedNode MakeNode(int number)
    {
        var options = new CoherenceOptions
        {
            DetachedAfter = _off.HasFlag(Rules.Detachment) ? TimeSpan.FromDays(1) : DetachedAfter,
            LocalEntries = 100,
            // A semaphore that is contended hands its turn over on the thread pool.
            FillsWithoutRedis = 10_000,
            LeaseWait = TimeSpan.FromMilliseconds(200),
            Defaults = { Expiration = _expiration, StaleWindow = TimeSpan.FromSeconds(20), RefreshAhead = 0.8 },
        };
        var connection = new SimulatedConnection(_server, number, Send, Executing);
        return new SimulatedNode(connection, new SimulatedTime(Skew * (number - 1)), _random, options, _off);
    }

    private void Send(SimulatedCall call)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("The simulation has lost control: something runs on another thread." + Environment.StackTrace);
        _calls.Add(call);
    }

    private void Publish(FeedEvent told)
    {
        foreach (var node in _nodes)
            if (_random.Next(100) >= 12)
                node.Channel.Enqueue((told, [.. _invalidated]));
    }

    /// <summary>An invalidation takes effect in Redis: from now on nobody who asks it may be served less.</summary>
    private void Executing(int number, string[] tags, bool isWrite, bool isEpoch)
    {
        var node = _nodes[number];
        for (var key = 0; key < Keys.Length; key++)
        {
            // A new epoch makes good what this node could not tell; a write stands for the version it carries.
            var version = isEpoch ? (_off.HasFlag(Rules.OwedEpoch) ? 0 : node.Known[key])
                : !Concerns(tags, key) ? 0
                : isWrite ? node.Writing.Where(writing => writing.Key == key).Select(writing => writing.Version).DefaultIfEmpty(0).Min()
                : _committed[key];
            _invalidated[key] = Math.Max(_invalidated[key], version);
        }

        Tell($"{(isEpoch ? "epoch" : isWrite ? "write" : "invalidation")} of {string.Join(',', tags)} by {number} in Redis: {string.Join(',', _invalidated)}");
        _history.Add((_now, [.. _invalidated]));
    }

    /// <summary>All tags of an entry.</summary>
    public static string[] TagsOf(int key) =>
        [TagNames.OfKey(Keys[key]), TagNames.OfNamespace(TagNames.NamespaceOf(Keys[key])), TagNames.All, .. Tags[key].Select(TagNames.OfTag)];

    private int Number(SimulatedNode node) => Array.IndexOf(_nodes, node);

    private void Tell(string what) => _trace?.Invoke($"{Steps} {TimeSpan.FromTicks(_now).TotalSeconds:F3} {what}");

    private static bool Concerns(string[] tags, int key) =>
        tags.Contains(TagNames.All) || tags.Contains(TagNames.OfKey(Keys[key])) || Tags[key].Any(tag => tags.Contains(TagNames.OfTag(tag)));

    private async Task ReadAsync(SimulatedNode node, int key, bool isLast = false)
    {
        var least = isLast ? [.. _invalidated] : (int[])[.. node.Known];
        var strict = _invalidated[key];
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
            var pending = node.Cache.GetOrCreateAsync(Keys[key], (this, key), static (state, _) => state.Item1.QueryAsync(state.key), null, Tags[key]);
            var isLocal = pending.IsCompleted;
            var version = int.Parse(await pending.ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
            if (!isLocal && isAlone && failures == node.Failures)
                least[key] = Math.Max(least[key], strict);
            Reads++;
            if (Environment.CurrentManagedThreadId != _thread)
                throw new InvalidOperationException("The simulation has lost control: a read goes on on another thread.");
            Tell($"read {number} returns {version}{(isLocal ? " from memory" : "")}");
            if (version < least[key])
                Violation ??= $"step {Steps}: node {Number(node)} returned version {version} of {Keys[key]} {(isLocal ? "from memory" : "from beyond its memory")}, must be {least[key]} or later";
        }
        catch (DatabaseDownException)
        {
            // No value, no staleness.
        }
    }

    private async ValueTask<string> QueryAsync(int key)
    {
        var row = new TaskCompletionSource<int>();
        _queries.Add((row, key));
        return (await row.Task.ConfigureAwait(false)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task ChangeAsync(SimulatedNode node, int kind)
    {
        var key = _random.Next(Keys.Length);
        var tag = _random.Next(2) == 0 ? "x" : "y";
        int[] changed = kind switch
        {
            0 or 1 => [key],
            2 => [.. Enumerable.Range(0, Keys.Length).Where(k => Tags[k].Contains(tag))],
            _ => [.. Enumerable.Range(0, Keys.Length)],
        };
        foreach (var one in changed)
            _committed[one]++;
        var versions = changed.Select(one => (Key: one, Version: _committed[one])).ToArray();
        switch (kind)
        {
            case 0:
                await node.Cache.RemoveAsync(Keys[key]).ConfigureAwait(false);
                break;
            case 1:
                node.Writing.Add(versions[0]);
                await node.Cache.SetAsync(Keys[key], versions[0].Version.ToString(System.Globalization.CultureInfo.InvariantCulture), null, Tags[key]).ConfigureAwait(false);
                node.Writing.Remove(versions[0]);
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

    private sealed class DatabaseDownException : Exception;
}
