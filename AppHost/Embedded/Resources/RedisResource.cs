using AspireCache.AppHost.Embedded.Reporting;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Redis;

namespace AspireCache.AppHost.Embedded.Resources;

/// <summary>The stack's Redis: Garnet inside this process, so it lives and dies with it.</summary>
internal sealed class RedisResource : IAsyncDisposable
{
    public const string Name = "cache";

    private readonly IStackReporter _reporter;

    private RedisResource(EmbeddedRedis server, IStackReporter reporter)
    {
        Server = server;
        _reporter = reporter;
    }

    public EmbeddedRedis Server { get; }

    public static async Task<RedisResource> StartAsync(int? port, IStackReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Changed(Name, ResourceState.Starting, "");
        var server = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = port, Password = Secret.Create() }, cancellationToken: cancellationToken);
        reporter.Changed(Name, ResourceState.Ready, $"127.0.0.1:{server.Port}  (Garnet, in this process)");
        return new RedisResource(server, reporter);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _reporter.Changed(Name, ResourceState.Stopped, "");
    }
}
