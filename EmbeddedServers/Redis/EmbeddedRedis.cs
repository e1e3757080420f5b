using System.Net;
using Garnet;
using Garnet.server;
using Garnet.server.Auth.Settings;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireCache.EmbeddedServers.Redis;

/// <summary>
/// A Redis server inside this process: Microsoft Garnet (https://microsoft.github.io/garnet), listening on the loopback
/// address, Lua scripts on, nothing on disk. It has no streams and, without an ACL file, no ACLs.
/// </summary>
public sealed class EmbeddedRedis : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly GarnetServer _server;

    private EmbeddedRedis(GarnetServer server, int port, string? password)
    {
        _server = server;
        Port = port;
        ConnectionString = password is null ? $"127.0.0.1:{port}" : $"127.0.0.1:{port},password={password}";
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>What StackExchange.Redis takes to connect.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="loggers">Takes Garnet's own log; null drops it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="EmbeddedServerException">It could not start; for instance the port is taken.</exception>
    public static async Task<EmbeddedRedis> StartAsync(EmbeddedRedisOptions options, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port ?? LoopbackPort.FindFree();
            try
            {
                var server = new GarnetServer(Configure(options, port), loggers);
                server.Start();
                var redis = new EmbeddedRedis(server, port, options.Password);
                await redis.PingAsync(cancellationToken);
                return redis;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Between finding a free port and binding it, somebody else can take it.
                if (options.Port is null && attempt < Attempts) continue;
                throw new EmbeddedServerException($"Redis (Garnet) could not start on 127.0.0.1:{port}: {e.GetBaseException().Message} If the port is taken, choose another, or none to get a free one.", e);
            }
        }
    }

    /// <summary>Asks it for a sign of life.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(ConnectionString).WaitAsync(cancellationToken);
        await client.GetDatabase().PingAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Stops it; what it held is gone.</summary>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static GarnetServerOptions Configure(EmbeddedRedisOptions options, int port) => new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],
        AuthSettings = options.Password is null ? null : new PasswordAuthenticationSettings(options.Password),
        LogMemorySize = options.Memory,
        IndexMemorySize = "16m",
        EnableLua = true,
        LuaOptions = new LuaOptions(),
        QuietMode = true,
        DisablePubSub = false,
        // Without it, an expired entry keeps its memory until somebody asks for it.
        ExpiredKeyDeletionScanFrequencySecs = 60,
    };
}
