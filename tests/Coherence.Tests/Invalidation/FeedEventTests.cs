using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Invalidation;

public sealed class FeedEventTests
{
    [Fact]
    public void Parse_AnEvent_HasItsNumbersAndTags()
    {
        var parsed = FeedEvent.Parse("7 9 8 123 abc\nk:product:1\nt:a b")!;

        Assert.Equal((7, 9, 8), (parsed.Epoch, parsed.Tick, parsed.PreviousTick));
        Assert.Equal(["k:product:1", "t:a b"], parsed.Tags);
    }

    [Fact]
    public void Parse_AnEpochWithoutTags_HasNone() => Assert.Empty(FeedEvent.Parse("7 7 0 0")!.Tags);

    [Fact]
    public void Parse_TheEndOfARound_HasTheRound()
    {
        var parsed = FeedEvent.Parse("7 9 9 123 400")!;

        Assert.Equal((7, 9, 9, 400), (parsed.Epoch, parsed.Tick, parsed.PreviousTick, parsed.RoundEnded));
        Assert.Equal(0, FeedEvent.Parse("7 9 8 123\nt:x")!.RoundEnded);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7 9")]
    [InlineData("7 nine 8 0")]
    [InlineData("-7 9 8 0")]
    [InlineData("7 9 99999999999999999999 0")]
    public void Parse_WhatIsNoEvent_IsNull(string? text) => Assert.Null(FeedEvent.Parse(text));
}
