using AspireCache.TestSupport;
using AspireCache.TestSupport.Redis;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>A Redis cluster for the tests of one class.</summary>
public sealed class ClusterFixture() : ServerFixture(StartAsync)
{
    private const int Slots = 16384;

    private static async Task<IRedisServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = await RedisServers.StartClusterAsync(cancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},allowAdmin=true");
        var node = connection.GetServers()[0];
        await node.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, Slots - 1);
        await Eventually.TrueAsync(
            async () => ((string?)await node.ExecuteAsync("CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is up");
        return server;
    }
}
