using AspireCache.TestSupport;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>A refresh ahead of expiry serves nobody, until somebody joins it.</summary>
public sealed class EagerRefreshTests : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly FillNode _node = new(options => (options.Defaults.Expiration, options.Defaults.EagerRefreshThreshold) = (Lifetime, 0.5));

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Refresh_AnotherNodeHoldsTheLease_WhoJoinedGetsAValue()
    {
        await _node.ReadAsync("a:key", "old");
        _node.Redis.Server.LeaseElsewhere("a:key");
        _node.Time.Advance(Lifetime * 0.9);
        var answer = _node.Redis.Hold("begin");
        await _node.ReadAsync("a:key", "by the refresh");
        _node.Time.Advance(Lifetime * 0.2);

        var reads = Enumerable.Range(0, 5).Select(_ => _node.ReadAsync("a:key", "by a reader")).ToArray();
        answer.SetResult();

        await Eventually.TrueAsync(
            () =>
            {
                _node.Time.Advance(TimeSpan.FromMilliseconds(50));
                return ValueTask.FromResult(reads.All(read => read.IsCompleted));
            },
            "every read ends");
        Assert.All(reads, read => Assert.Equal("by the refresh", read.Result));
    }

    [Fact]
    public async Task Refresh_AnotherNodeHoldsTheLease_IsNotTriedAgainByEveryRead()
    {
        await _node.ReadAsync("a:key", "old");
        _node.Redis.Server.LeaseElsewhere("a:key");
        _node.Time.Advance(Lifetime * 0.6);
        var before = _node.Redis.FillsBegun;

        for (var i = 0; i < 100; i++)
            Assert.Equal("old", await _node.ReadAsync("a:key", "new"));
        Assert.Equal(1, _node.Redis.FillsBegun - before);

        _node.Time.Advance(Lifetime * 0.2);
        Assert.Equal("old", await _node.ReadAsync("a:key", "new"));
        Assert.Equal(2, _node.Redis.FillsBegun - before);
    }
}
