using AspireCache.TestSupport.Redis;

namespace AspireCache.Coherence.AspNetCore.Tests;

/// <summary>The server of one class's tests; each test has a domain of its own.</summary>
public abstract class ServerFixture : IAsyncLifetime
{
    private IRedisServer? _server;

    public int Port => _server!.Port;

    public async ValueTask InitializeAsync() => _server = await StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IRedisServer> StartAsync(CancellationToken cancellationToken);
}

public sealed class GarnetFixture : ServerFixture
{
    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartGarnetAsync(cancellationToken);
}

public sealed class RedisFixture : ServerFixture
{
    protected override Task<IRedisServer> StartAsync(CancellationToken cancellationToken) => RedisServers.StartRedisAsync(cancellationToken);
}
