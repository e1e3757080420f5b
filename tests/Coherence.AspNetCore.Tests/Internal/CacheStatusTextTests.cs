using AspireCache.Coherence.AspNetCore.Internal;

namespace AspireCache.Coherence.AspNetCore.Tests.Internal;

public sealed class CacheStatusTextTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(312.4);

    [Theory]
    [InlineData(CacheOrigin.Memory, null, false, "data; hit; detail=memory; stale-bound=0.32")]
    [InlineData(CacheOrigin.Redis, null, false, "data; hit; detail=redis; stale-bound=0.32")]
    [InlineData(CacheOrigin.Redis, "revalidating", false, "data; hit; detail=stale-revalidating; stale-bound=0.32")]
    [InlineData(CacheOrigin.Factory, null, true, "data; fwd=miss; collapsed")]
    public void Of_Read_NamesItsOriginAndWhyItIsStale(CacheOrigin origin, string? stale, bool isShared, string expected) =>
        Assert.Equal(expected, CacheStatusText.Of(null, Reading(origin, stale, isShared), isBypassed: false, isError: false, Bound));

    [Theory]
    [InlineData(true, CacheOrigin.Memory, false, "output; hit; detail=memory; stale-bound=0.32")]
    [InlineData(true, CacheOrigin.Redis, false, "output; hit; detail=redis; stale-bound=0.32")]
    [InlineData(false, CacheOrigin.Factory, true, "output; fwd=miss; collapsed; stale-bound=0.32")]
    [InlineData(false, CacheOrigin.Factory, false, "data; hit; detail=memory; stale-bound=0.32, output; fwd=miss")]
    public void Of_Answer_TellsOfTheDataOnlyWhereItWasRead(bool isHit, CacheOrigin origin, bool isShared, string expected) =>
        Assert.Equal(expected, CacheStatusText.Of(new AnswerRead(isHit, origin, isShared), Reading(CacheOrigin.Memory), isBypassed: false, isError: false, Bound));

    [Fact]
    public void Of_Error_IsNoHit() =>
        Assert.Equal(
            "data; fwd=miss, output; fwd=miss",
            CacheStatusText.Of(AnswerRead.Miss, Reading(CacheOrigin.Memory), isBypassed: false, isError: true, Bound));

    [Fact]
    public void Of_CachesAreOff_IsABypass() =>
        Assert.Equal("data; fwd=bypass", CacheStatusText.Of(null, Reading(CacheOrigin.Factory), isBypassed: true, isError: false, null));

    [Fact]
    public void OfHitInMemory_AnyBound_SaysSo()
    {
        Assert.Equal("output; hit; detail=memory", CacheStatusText.OfHitInMemory(null));
        Assert.Equal("output; hit; detail=memory; stale-bound=0.32", CacheStatusText.OfHitInMemory(Bound));
        Assert.Equal("output; hit; detail=memory; stale-bound=90.0", CacheStatusText.OfHitInMemory(TimeSpan.FromSeconds(90)));
    }

    private static CacheReading Reading(CacheOrigin origin, string? stale = null, bool isShared = false)
    {
        var reading = CacheReading.Begin();
        reading.Add(origin, stale, isShared);
        return reading;
    }
}
