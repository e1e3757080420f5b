using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCache.Coherence.Benchmarks.Outage;

/// <summary>
/// Two nodes under load lose Redis and get it back. Tells what reads took before, during and after, whether one failed or was
/// older than it may be, and how long after the return the nodes trusted their memories again and heard of each other's changes.
/// </summary>
internal static class OutageRun
{
    private const int Keys = 2_000;
    private const int ReadersPerNode = 16;
    private const int MostPause = 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(50);

    // What a node may be behind while it cannot hear: the default of DetachedAfter, and what a busy machine adds.
    private static readonly TimeSpan MayBeOld = TimeSpan.FromSeconds(2.5);

    public static async Task<int> RunAsync()
    {
        var isGood = true;
        Console.WriteLine("| Redis | phase | reads | beyond memory | median, ms | p99, ms | median beyond memory, ms | p99 beyond memory, ms | failed | too old |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        List<string> notes = [];
        foreach (var kind in Enum.GetValues<OutageKind>())
            isGood &= await RunAsync(kind, notes);
        Console.WriteLine();
        notes.ForEach(Console.WriteLine);
        return isGood ? 0 : 1;
    }

    private static async Task<bool> RunAsync(OutageKind kind, List<string> notes)
    {
        var server = await ServerProcess.StartAsync(ServerKind.Redis);
        await using var one = Node(server.ConnectionString);
        await using var two = Node(server.ConnectionString);
        HybridCache[] nodes = [await StartAsync(one), await StartAsync(two)];
        var shop = new Shop(Keys);
        using var stop = new CancellationTokenSource();
        var phase = new Latencies();
        var readers = nodes.SelectMany(node => Enumerable.Range(0, ReadersPerNode).Select(_ => ReadAsync(node, shop, () => Volatile.Read(ref phase), stop.Token)));
        var load = Task.WhenAll([.. readers, ChangeAsync(nodes[0], shop, stop.Token)]);

        await Task.Delay(WarmUp, TimeProvider.System);
        var healthy = await PhaseAsync(Healthy);
        await AwayAsync();
        var away = await PhaseAsync(Away);
        server = await BackAsync();
        var returned = Stopwatch.GetTimestamp();
        var coherent = UntilCoherentAsync(nodes[0], nodes[1]);
        var after = await PhaseAsync(After);
        var recovery = await coherent;
        await stop.CancelAsync();
        await load;
        await server.DisposeAsync();

        foreach (var (name, told) in (ReadOnlySpan<(string, Latencies)>)[("there", healthy), ("away", away), ("back", after)])
            Console.WriteLine($"| {kind} | {name} | {told.Describe()} |");
        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: p99 away is {away.At(0.99) / healthy.MissAt(0.99):0.0} times the healthy p99 beyond memory; coherent {recovery.TotalSeconds:0.00} s after the return."));
        return healthy.Failed + away.Failed + after.Failed + healthy.Old + away.Old + after.Old == 0;

        async Task<Latencies> PhaseAsync(TimeSpan duration)
        {
            var measured = new Latencies();
            Volatile.Write(ref phase, measured);
            await Task.Delay(duration, TimeProvider.System);
            Volatile.Write(ref phase, new Latencies());
            return measured;
        }

        async Task AwayAsync()
        {
            if (kind is OutageKind.Hangs)
                await server.PauseAsync();
            else
                await server.DisposeAsync();
        }

        async Task<ServerProcess> BackAsync()
        {
            if (kind is OutageKind.Dies)
                return await ServerProcess.StartRedisAsync(server.Port);
            await server.ResumeAsync();
            return server;
        }

        async Task<TimeSpan> UntilCoherentAsync(HybridCache writer, HybridCache reader)
        {
            // The reader has heard of the writer's change, and serves from memory what it then read: it is sure of having heard all.
            for (var version = 1L; ; version++)
            {
                var current = version;
                await writer.RemoveAsync("probe:1");
                var seen = await reader.GetOrCreateAsync("probe:1", _ => ValueTask.FromResult(current));
                var again = reader.GetOrCreateAsync("probe:1", _ => ValueTask.FromResult(-1L));
                var fromMemory = again.IsCompletedSuccessfully;
                if (await again == current && seen == current && fromMemory)
                    return Stopwatch.GetElapsedTime(returned);
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }

    private static async Task ReadAsync(HybridCache node, Shop shop, Func<Latencies> phase, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var key = Random.Shared.Next(shop.Keys);
            var told = phase();
            var least = shop.LeastNow(key, MayBeOld);
            var started = Stopwatch.GetTimestamp();
            try
            {
                var reading = node.GetOrCreateAsync($"product:{key}", (shop, key), static (state, token) => state.shop.ReadAsync(state.key, token), cancellationToken: CancellationToken.None);
                var isHit = reading.IsCompletedSuccessfully;
                var version = await reading;
                told.Add(isHit, Stopwatch.GetElapsedTime(started));
                if (version < least)
                    told.AddOld();
            }
            catch (Exception exception)
            {
                told.AddFailed();
                await Console.Error.WriteLineAsync(exception.ToString());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, MostPause)), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task ChangeAsync(HybridCache node, Shop shop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var key = Random.Shared.Next(shop.Keys);
            shop.Change(key);
            await node.RemoveAsync($"product:{key}", CancellationToken.None);
            await Task.Delay(BetweenChanges, TimeProvider.System, CancellationToken.None);
        }
    }

    private static ServiceProvider Node(string redis)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        // The usual limits: they are what is measured. Memory forgets often, so that many reads go beyond it.
        services.AddHybridCache(hybrid => hybrid.DefaultEntryOptions = new() { Expiration = Peer.Lifetime, LocalCacheExpiration = TimeSpan.FromMilliseconds(500) })
            .AddCoherence(coherence =>
            {
                coherence.ConnectionString = redis;
                coherence.Domain = "outage";
            });
        return services.BuildServiceProvider();
    }

    private static async Task<HybridCache> StartAsync(ServiceProvider node)
    {
        foreach (var hosted in node.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return node.GetRequiredService<HybridCache>();
    }
}
