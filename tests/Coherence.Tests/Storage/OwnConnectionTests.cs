using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>A connection that the cache has made for itself. Behind a new one may be another server: its number says that it is new.</summary>
public sealed class OwnConnectionTests(GarnetFixture server) : IClassFixture<GarnetFixture>
{
    [Fact]
    public async Task Number_TheConnectionIsMadeAgain_IsHigher()
    {
        await using var proxy = FaultProxy.Start(server.Port);
        await using var connection = new RedisConnection(ConfigurationOptions.Parse(proxy.Endpoint), NullLogger.Instance);
        await PingAsync(connection);
        var number = connection.Number;
        Assert.True(number > 0);

        proxy.CutConnections();

        await Eventually.TrueAsync(async () => connection.Number > number && await PingAsync(connection), "a new connection has a higher number");
    }

    private static async Task<bool> PingAsync(RedisConnection connection)
    {
        try
        {
            return (string?)await (await connection.DatabaseAsync()).ExecuteAsync("PING") == "PONG";
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }
}
