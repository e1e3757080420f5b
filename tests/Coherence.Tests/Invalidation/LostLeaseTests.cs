using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireCache.Coherence.Tests.Invalidation;

/// <summary>A lease whose answer was lost may be held all the same: nobody else could fill the key until it expires.</summary>
public sealed class LostLeaseTests : IDisposable
{
    private readonly CoherenceMetrics _metrics = new(null, "lost");

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task BeginFill_TheAnswerIsLost_GivesTheLeaseBack()
    {
        var redis = new DeafDomain();
        var link = new DomainLink(redis, redis, new DomainView(), Runtime.For(TimeProvider.System), _metrics, NullLogger.Instance);

        Assert.Null(await link.BeginFillAsync("a:key", ["k:a:key"], "mine", TimeSpan.FromMinutes(1)));

        Assert.Equal([("a:key", "mine")], redis.Released);
    }

    [Fact]
    public async Task BeginFill_NoLeaseWasAskedFor_GivesNoneBack()
    {
        var redis = new DeafDomain();
        var link = new DomainLink(redis, redis, new DomainView(), Runtime.For(TimeProvider.System), _metrics, NullLogger.Instance);

        Assert.Null(await link.BeginFillAsync("", ["k:a:key"], null, TimeSpan.FromMinutes(1)));

        Assert.Empty(redis.Released);
    }
}
