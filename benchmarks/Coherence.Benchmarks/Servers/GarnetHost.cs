using AspireCache.EmbeddedServers.Redis;

namespace AspireCache.Coherence.Benchmarks.Servers;

/// <summary>The embedded Garnet in a process of its own, as services see it: what it allocates is not the measured process's.</summary>
internal static class GarnetHost
{
    public const string Verb = "serve-garnet";

    public static async Task<int> RunAsync()
    {
        await using var garnet = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Memory = "512m" });
        Console.WriteLine($"{ServerProcess.ReadyLine}{garnet.Port}");
        // Ends with its parent.
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
