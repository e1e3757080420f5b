using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Benchmarks.Relay;
using AspireCache.Coherence.Benchmarks.Servers;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Benchmarks.FanOut;

/// <summary>
/// Light nodes on one Redis, a relay that sends events and works in rounds, and messages that are lost: what Redis takes of a processor,
/// how long an event takes to the last node, and how long until a node that missed one has it.
/// </summary>
internal static class FanOutRun
{
    private const string Domain = "fanout";
    private const int TagsOfEvent = 30;
    private const int EventsPerSecond = 20;
    private const ulong Position = 1000;
    private static readonly int[] Fleets = [10, 100, 300, 1_000];
    private static readonly double[] Losses = [0, 0.01];
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <param name="arguments">How many nodes; none: several fleets. Then how many events a second.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] fleets = arguments is [var nodes, ..] ? [int.Parse(nodes, CultureInfo.InvariantCulture)] : Fleets;
        var rate = arguments is [_, var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : EventsPerSecond;
        Console.WriteLine("| nodes | lost | events/s | Redis, cores | messages/s | to the last node median, ms | p99, ms | repaired | repair median, ms | p99, ms | bound most, ms | events with nobody missing |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var fleet in fleets)
            foreach (var lost in Losses)
                Console.WriteLine(await MeasureAsync(fleet, lost, rate));
        return 0;
    }

    private static async Task<string> MeasureAsync(int count, double lost, int rate)
    {
        await using var server = await ServerProcess.StartAsync(ServerKind.Redis);
        var configuration = ConfigurationOptions.Parse(server.ConnectionString);
        configuration.SyncTimeout = configuration.AsyncTimeout = (int)LongestWait.TotalMilliseconds;
        await using var connection = new RedisConnection(configuration, NullLogger.Instance);
        var redis = new RedisDomain(connection, new CoherenceOptions { Domain = Domain });
        await redis.TakeOverAsync("fan-out", Position, Position, default);
        var events = new FanOutEvents(count);
        FanOutNode[] nodes = [.. Enumerable.Range(0, count).Select(seed => new FanOutNode(redis, events, lost, seed))];
        try
        {
            foreach (var node in nodes)
                await node.StartAsync(server.Port, $"{{{Domain}}}:events");
            await using var relay = new RedisConnection(configuration, NullLogger.Instance);
            using var stop = new CancellationTokenSource();
            var bound = new StrongBox();
            var rounds = BeginAndEndAsync(new RedisDomain(relay, new CoherenceOptions { Domain = Domain }), nodes, bound, stop.Token);
            var (before, heard, at) = (ProcessorTime.Of(server.ProcessId), nodes.Sum(static node => node.Heard), Stopwatch.GetTimestamp());
            var sent = await SendAsync(new RedisDomain(relay, new CoherenceOptions { Domain = Domain }), events, rate);
            var seconds = Stopwatch.GetElapsedTime(at).TotalSeconds;
            var (used, messages) = ((ProcessorTime.Of(server.ProcessId) - before).TotalSeconds / seconds, (nodes.Sum(static node => node.Heard) - heard) / seconds);
            for (var waited = Stopwatch.GetTimestamp(); events.Open > 0 && Stopwatch.GetElapsedTime(waited) < LongestWait;)
                await Task.Delay(BetweenRounds, TimeProvider.System);
            await stop.CancelAsync();
            await rounds.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (toLast, repairs) = (events.ToLast, events.Repairs);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {count} | {lost:P0} | {sent / seconds:F0} | {used:F3} | {messages:F0} | {Percentile(toLast, 0.5):F1} | {Percentile(toLast, 0.99):F1} | {repairs.Length} | {Percentile(repairs, 0.5):F1} | {Percentile(repairs, 0.99):F1} | {bound.Value:F0} | {toLast.Length} of {sent} |");
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    private static async Task<int> SendAsync(RedisDomain redis, FanOutEvents events, int rate)
    {
        string[] tags = [.. Enumerable.Range(0, TagsOfEvent).Select(static tag => $"t:product:{tag:D8}")];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / rate);
        var tick = (await redis.SyncAsync(default, raise: false)).Clock.Tick;
        var sent = 0;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Time; sent++)
        {
            events.Sending(++tick);
            await redis.CommitAsync(tags, Position, default);
            await timer.WaitForNextTickAsync();
        }

        return sent;
    }

    private static async Task BeginAndEndAsync(RedisDomain redis, FanOutNode[] nodes, StrongBox bound, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenRounds);
        for (var number = 0; ; number++)
        {
            var round = await redis.BeginRoundAsync(default);
            await redis.EndRoundAsync(round, Position, default);
            // Before nobody can be sure.
            if (number > 8)
                bound.Value = Math.Max(bound.Value, nodes.Max(static node => node.Bound.TotalMilliseconds));
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    private sealed class StrongBox
    {
        public double Value { get; set; }
    }
}
