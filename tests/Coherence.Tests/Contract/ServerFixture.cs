using AspireCache.TestSupport.Redis;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>A server for the tests of one class, which keep out of each other's way by the names of their domains.</summary>
public abstract class ServerFixture(Func<CancellationToken, Task<IRedisServer>> start) : IAsyncLifetime
{
    private IRedisServer? _server;
    private ConnectionMultiplexer? _connection;

    /// <summary>As StackExchange.Redis takes it.</summary>
    public string Endpoint => $"127.0.0.1:{_server!.Port}";

    public int Port => _server!.Port;

    /// <summary>To look into the server, or to damage what is there.</summary>
    public IDatabase Database => _connection!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _server = await start(TestContext.Current.CancellationToken);
        _connection = await ConnectionMultiplexer.ConnectAsync($"{Endpoint},allowAdmin=true");
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
