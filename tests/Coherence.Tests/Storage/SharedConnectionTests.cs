using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>How the cache lives with a connection that is the application's, and with what is in its connection string.</summary>
public sealed class SharedConnectionTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    // No heartbeat comes to help: only the channel can tell of an invalidation.
    private static readonly TimeSpan NoHeartbeat = TimeSpan.FromHours(1);

    private readonly string _domain = $"s{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispose_OfTheCache_LeavesTheConnectionAsItWas()
    {
        await using var shared = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using (var node = await StartAsync(null, shared))
            await HeardAsync(node);

        await Eventually.TrueAsync(
            async () => ((RedisResult[])(await server.Database.ExecuteAsync("PUBSUB", "NUMSUB", $"{{{_domain}}}:events"))!)[1].ToString() == "0",
            "nobody listens any more");
        Assert.True(shared.IsConnected);
        Assert.Equal("PONG", (string?)await shared.GetDatabase().ExecuteAsync("PING"));
    }

    [Fact]
    public async Task Remove_AfterTheCacheWasDisposed_DoesNotThrow()
    {
        var node = await StartAsync(server.Endpoint);
        var cache = node.GetRequiredService<HybridCache>();
        await node.DisposeAsync();

        await cache.RemoveAsync("a:key", Cancellation);

        Assert.Equal("value", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("value"), cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",channelPrefix=app:")]
    [InlineData(",defaultDatabase=3")]
    public async Task Remove_OnOneNode_IsHeardByTheOthers(string settings)
    {
        await using var one = await StartAsync(server.Endpoint + settings);
        await using var two = await StartAsync(server.Endpoint + settings);

        await Task.WhenAll(HeardAsync(one), HeardAsync(two));
        await ReadAsync(two, "old");
        await one.GetRequiredService<HybridCache>().RemoveAsync("a:key", Cancellation);

        await Eventually.TrueAsync(async () => await ReadAsync(two, "new") == "new", "the other node hears of it");
    }

    [Fact]
    public async Task Remove_InAnotherDatabase_IsAnotherDomains()
    {
        await using var one = await StartAsync(server.Endpoint + ",defaultDatabase=4");
        await using var two = await StartAsync(server.Endpoint + ",defaultDatabase=5");
        await Task.WhenAll(HeardAsync(one), HeardAsync(two));
        await ReadAsync(two, "old");

        await one.GetRequiredService<HybridCache>().RemoveAsync("a:key", Cancellation);
        await HeardAsync(one);

        Assert.Equal("old", await ReadAsync(two, "new"));
    }

    // What a subscription throws on a slow server is no RedisException.
    [Fact]
    public async Task Listen_SubscribingFailsAtFirst_TriesAgain()
    {
        var (multiplexer, subscriber) = FlakyMultiplexer.Over(await ConnectionMultiplexer.ConnectAsync(server.Endpoint), failures: 2);
        await using var connection = new RedisConnection(() => Task.FromResult(multiplexer), NullLogger.Instance);
        var listens = new TaskCompletionSource();

        connection.Listen(_ => $"{_domain}:flaky", static _ => { }, listens.SetResult);

        await listens.Task.WaitAsync(Cancellation);
        Assert.Equal(3, subscriber.Calls);
    }

    private async Task<ServiceProvider> StartAsync(string? connectionString, IConnectionMultiplexer? shared = null)
    {
        var services = new ServiceCollection();
        if (shared is not null)
            services.AddSingleton(shared);
        services.AddCoherence(options =>
        {
            CoherenceNodes.Configure(options, _domain, connectionString!);
            options.DetachedAfter = NoHeartbeat;
        });
        var node = services.BuildServiceProvider();
        foreach (var service in node.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
        return node;
    }

    // It listens once it hears its own event.
    private static async Task HeardAsync(ServiceProvider node)
    {
        var cache = (CoherentHybridCache)node.GetRequiredService<HybridCache>();
        var heard = cache.Core.Link.Commits.Watch("x:1");
        await Eventually.TrueAsync(
            async () =>
            {
                await cache.Core.Link.InvalidateAsync(["x:1"], null);
                return heard.IsCompleted;
            },
            "the node hears its own event");
    }

    private static ValueTask<string> ReadAsync(ServiceProvider node, string source) =>
        node.GetRequiredService<HybridCache>().GetOrCreateAsync("a:key", _ => new ValueTask<string>(source), cancellationToken: Cancellation);
}
