using System.Net;
using System.Net.Sockets;
using AspireCache.EmbeddedServers.Redis;
using StackExchange.Redis;

namespace AspireCache.EmbeddedServers.Tests.Redis;

public sealed class EmbeddedRedisTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_Default_RunsScriptsThatPublish()
    {
        await using var redis = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions(), cancellationToken: Cancellation);
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal("events"), (_, message) => heard.TrySetResult(message!));

        var tick = await client.GetDatabase().ScriptEvaluateAsync(
            "local t = redis.call('INCR', KEYS[1]) redis.call('ZADD', KEYS[2], t, 'event') redis.call('PUBLISH', 'events', t) return t",
            ["{d}:tick", "{d}:log"]);

        Assert.Equal(1, (long)tick);
        Assert.Equal("1", await heard.Task.WaitAsync(Cancellation));
        Assert.Equal(1, await client.GetDatabase().SortedSetLengthAsync("{d}:log"));
    }

    [Fact]
    public async Task StartAsync_WithPassword_RefusesStrangers()
    {
        await using var redis = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Password = "only-friends" }, cancellationToken: Cancellation);
        await using var stranger = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},abortConnect=false,connectRetry=1,connectTimeout=2000");
        await using var friend = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        await Assert.ThrowsAnyAsync<RedisException>(() => stranger.GetDatabase().StringSetAsync("key", "value"));
        Assert.True(await friend.GetDatabase().StringSetAsync("key", "value"));
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysWhichPort()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<EmbeddedServerException>(
            () => EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = port }, cancellationToken: Cancellation));

        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_Running_FreesItsPort()
    {
        var redis = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions(), cancellationToken: Cancellation);

        await redis.DisposeAsync();

        await using var again = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = redis.Port }, cancellationToken: Cancellation);
        await again.PingAsync(Cancellation);
    }
}
