using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireCache.Coherence.Tests.Invalidation;

/// <summary>What a request asks of Redis does not grow with what is invalidated: it would take longer than its time limit, and keep others waiting.</summary>
public sealed class ManyInvalidationsTests : IDisposable
{
    private readonly CoherenceMetrics _metrics = new(null, "many");

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Invalidate_ManyTags_AsksForSomeAtATime()
    {
        var redis = new DeafDomain();
        var view = new DomainView();
        var link = new DomainLink(redis, redis, view, Runtime.For(TimeProvider.System), _metrics, NullLogger.Instance);
        string[] tags = [.. Enumerable.Range(0, 50_000).Select(i => $"k:{i}")];

        await link.InvalidateAsync(tags, null, TestContext.Current.CancellationToken);

        Assert.All(redis.Invalidated, some => Assert.InRange(some.Length, 1, 500));
        Assert.Equal(tags, redis.Invalidated.SelectMany(some => some));
        Assert.Equal(1 + redis.Invalidated.Count, view.Known.Tick);
    }
}
