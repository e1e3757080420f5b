namespace AspireCache.Coherence.Tests.Leases;

/// <summary>A node tells Redis how long an entry may live, so that no fence that it needs ends before it does.</summary>
public sealed class FenceLifetimeTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Long = TimeSpan.FromDays(30);

    private readonly List<FillNode> _nodes = [];

    public void Dispose() => _nodes.ForEach(static node => node.Dispose());

    // What a fill will bring is not known when it begins.
    [Theory]
    [InlineData(30, 0.001, 0)]
    [InlineData(0.001, 30, 0)]
    [InlineData(0.001, 0.001, 30)]
    public async Task Fill_WhateverItWillBring_TellsTheLongestTime(double days, double daysOfNull, double daysOfFailSafe)
    {
        var node = Node(TimeSpan.FromDays(days), TimeSpan.FromDays(daysOfNull), TimeSpan.FromDays(daysOfFailSafe));

        await node.ReadAsync("a:key", "value");

        Assert.Equal(Long, node.Redis.Lifetime);
    }

    [Fact]
    public async Task Set_AValue_TellsItsOwnTime()
    {
        var node = Node(Long, Short, TimeSpan.Zero);

        await node.Cache.SetAsync("a:key", "value", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Long, node.Redis.Lifetime);
    }

    [Fact]
    public async Task Set_Null_TellsTheTimeOfNull()
    {
        var node = Node(Short, Long, TimeSpan.Zero);

        await node.Cache.SetAsync<string?>("a:key", null, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Long, node.Redis.Lifetime);
    }

    [Fact]
    public async Task Set_ServedStaleForLonger_TellsThatTime()
    {
        var node = Node(Short, Short, Long);

        await node.Cache.SetAsync("a:key", "value", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Long, node.Redis.Lifetime);
    }

    private FillNode Node(TimeSpan expiration, TimeSpan expirationOfNull, TimeSpan failSafe)
    {
        var node = new FillNode(options => (options.Defaults.Expiration, options.Defaults.NullExpiration, options.Defaults.FailSafeMaxDuration) = (expiration, expirationOfNull, failSafe));
        _nodes.Add(node);
        return node;
    }
}
