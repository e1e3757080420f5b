using System.Globalization;
using AspireCache.Coherence.Benchmarks.Peers;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Fleet;

/// <summary>One process of the fleet: for each key that its parent names, it asks with many callers and tells how often its factory ran.</summary>
internal static class ColdKeyNode
{
    public const string Verb = "cold-key-node";
    public const string Ready = "ready";

    private const int Callers = 250;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var engine = Enum.Parse<Engine>(arguments[0]);
        await using var peer = await Peer.StartAsync(engine, new PeerOptions(arguments[1]));
        // Connections and code are warm before the first round counts.
        await ReadAsync(peer, engine, string.Create(CultureInfo.InvariantCulture, $"warm:{Environment.ProcessId}"));
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { Length: > 0 } key)
            Console.WriteLine((await ReadAsync(peer, engine, key)).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<int> ReadAsync(Peer peer, Engine engine, string key)
    {
        var factories = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(OneAsync)));
        return factories;

        async Task<Product> OneAsync() => engine is Engine.Fusion
            ? await peer.Fusion.GetOrSetAsync<Product>(key, MakeAsync, default(FusionCacheEntryOptions), null)
            : await peer.Hybrid.GetOrCreateAsync(key, async token => await MakeAsync(token));

        async Task<Product> MakeAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref factories);
            // About what a query costs.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            return Product.Create(1, 100);
        }
    }
}
