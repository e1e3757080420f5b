using AspireCache.TestSupport.Redis;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Diagnostics;

/// <summary>The database is down: what is there is served, and the database is not asked by every read.</summary>
public sealed class SourceFailureTests : IAsyncLifetime
{
    private const int Reads = 50;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _domain = $"f{Guid.NewGuid():N}";
    private IRedisServer _server = null!;
    private MeteredNode _node = null!;
    private int _calls;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServers.StartGarnetAsync(Cancellation);
        _node = await MeteredNode.StartAsync($"127.0.0.1:{_server.Port}", _domain, _time, Cancellation);
        await _node.Cache.GetOrCreateAsync("space:key", _ => ValueTask.FromResult("value"), cancellationToken: Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Read_TheSourceHasJustFailed_IsServedStaleAndLeavesTheSourceAlone()
    {
        await ExpireAsync();
        using var fills = _node.Collect<double>(CoherenceTelemetry.FillDuration);
        using var stale = _node.Collect<long>(CoherenceTelemetry.Stale);
        await ReadAsync();
        await fills.WaitForMeasurementsAsync(1, Cancellation);
        await _node.LandedAsync();

        for (var i = 0; i < Reads; i++)
            Assert.Equal("value", await ReadAsync());

        Assert.Equal(1, _calls);
        Assert.Contains(stale.GetMeasurementSnapshot(), served => Equals(served.Tags["reason"], "error"));
        Assert.Equal(1, _node.Log.Split("in the background failed").Length - 1);
    }

    [Fact]
    public async Task Read_AWhileAfterTheSourceFailed_TriesItAgain()
    {
        await ExpireAsync();
        using var fills = _node.Collect<double>(CoherenceTelemetry.FillDuration);
        await ReadAsync();
        await fills.WaitForMeasurementsAsync(1, Cancellation);

        await _node.AdvanceAsync(_time, TimeSpan.FromSeconds(1));
        await ReadAsync();

        await fills.WaitForMeasurementsAsync(2, Cancellation);
    }

    // An answer may come in spite of it: only the old one is kept back from being made anew.
    [Fact]
    public async Task Read_TheSourceHasJustFailedAndTheKeyIsRemoved_AsksTheSource()
    {
        await ExpireAsync();
        using var fills = _node.Collect<double>(CoherenceTelemetry.FillDuration);
        await ReadAsync();
        await fills.WaitForMeasurementsAsync(1, Cancellation);
        await _node.LandedAsync();
        await _node.Cache.RemoveAsync("space:key", Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ReadAsync());
    }

    private Task ExpireAsync() => _node.AdvanceAsync(_time, TimeSpan.FromMinutes(2));

    private ValueTask<string> ReadAsync() => _node.Cache.GetOrCreateAsync<string>(
        "space:key",
        _ =>
        {
            _calls++;
            throw new InvalidOperationException("no database");
        },
        cancellationToken: Cancellation);
}
