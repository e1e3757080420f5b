using AspireCache.EmbeddedServers.Redis;

namespace AspireCache.TestSupport.Redis;

/// <summary>Starts the servers that contract tests run on.</summary>
public static class RedisServers
{
    /// <summary>Garnet, in this process.</summary>
    public static async Task<IRedisServer> StartGarnetAsync(CancellationToken cancellationToken) =>
        new GarnetServer(await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Memory = "64m" }, cancellationToken: cancellationToken));

    /// <summary>The machine's redis-server; where there is none the test is skipped, and fails in CI.</summary>
    public static async Task<IRedisServer> StartRedisAsync(CancellationToken cancellationToken) =>
        await RedisProcess.StartAsync(isCluster: false, cancellationToken);

    /// <summary>As <see cref="StartRedisAsync"/>, a cluster of one node, which has all the slots and is as strict about them as a large one.</summary>
    public static async Task<IRedisServer> StartClusterAsync(CancellationToken cancellationToken) =>
        await RedisProcess.StartAsync(isCluster: true, cancellationToken);

    private sealed class GarnetServer(EmbeddedRedis server) : IRedisServer
    {
        public int Port => server.Port;

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
