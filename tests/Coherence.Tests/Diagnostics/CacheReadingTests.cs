using AspireCache.TestSupport.Redis;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Diagnostics;

public sealed class CacheReadingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _domain = $"t{Guid.NewGuid():N}";
    private readonly List<MeteredNode> _nodes = [];
    private IRedisServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServers.StartGarnetAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Read_FromTheFactoryMemoryAndRedis_SaysWhich()
    {
        var (one, two) = (await StartAsync(), await StartAsync());

        Assert.Equal((CacheOrigin.Factory, null, false), await ReadAsync(one));
        Assert.Equal((CacheOrigin.Memory, null, false), await ReadAsync(one));
        Assert.Equal((CacheOrigin.Redis, null, false), await ReadAsync(two));
        Assert.Equal((CacheOrigin.Memory, null, false), await ReadAsync(two));
    }

    [Fact]
    public async Task Read_PastItsFreshness_SaysWhy()
    {
        var node = await StartAsync();
        await ReadAsync(node);

        await node.AdvanceAsync(_time, TimeSpan.FromMinutes(2));

        Assert.Equal("revalidating", (await ReadAsync(node)).StaleReason);
    }

    [Fact]
    public async Task Read_JoinsAnotherCaller_IsShared()
    {
        var node = await StartAsync();
        var go = new TaskCompletionSource();
        var first = ReadAsync(node, go.Task);

        var second = ReadAsync(node, go.Task);
        go.SetResult();

        Assert.False((await first).IsShared);
        Assert.Equal((CacheOrigin.Factory, null, true), await second);
    }

    private async Task<MeteredNode> StartAsync()
    {
        var node = await MeteredNode.StartAsync($"127.0.0.1:{_server.Port}", _domain, _time, Cancellation);
        _nodes.Add(node);
        return node;
    }

    private static async Task<(CacheOrigin Origin, string? StaleReason, bool IsShared)> ReadAsync(MeteredNode node, Task? wait = null)
    {
        var reading = CacheReading.Begin();
        await node.Cache.GetOrCreateAsync(
            "space:key",
            async _ =>
            {
                await (wait ?? Task.CompletedTask);
                return "value";
            },
            cancellationToken: Cancellation);
        return (reading.Origin, reading.StaleReason, reading.IsShared);
    }
}
