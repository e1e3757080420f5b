using AspireCache.Coherence.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireCache.Coherence.Tests.Options;

public sealed class KeyRulesTests
{
    private const int Longest = 20;

    private readonly KeyRules _rules = new(Longest, null, NullLogger.Instance);

    [Theory]
    [InlineData("product:42")]
    [InlineData("no-namespace")]
    [InlineData("with space")]
    [InlineData("Größe:€:😀")]
    [InlineData("12345678901234567890")]
    public void IsValid_AKey_MayBeUsed(string key) => Assert.True(_rules.IsValid(key));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u00a0")]
    [InlineData("line\nfeed")]
    [InlineData("tab\t")]
    [InlineData("123456789012345678901")]
    public void IsValid_WhatIsNoKey_MayNot(string? key) => Assert.False(_rules.IsValid(key));

    // Attributes cannot hold them.
    [Fact]
    public void IsValid_HalfOfACharacter_MayNot()
    {
        Assert.False(_rules.IsValid("half \ud83d of a pair"));
        Assert.False(_rules.IsValid("other half \ude00"));
    }

    [Fact]
    public void TagsOf_AnEntry_AreItsKeyItsNamespaceEverythingAndTheCallers() =>
        Assert.Equal(["k:product:42", "n:product", "*", "t:brand:7", "t:k:product:42"], _rules.TagsOf("product:42", ["brand:7", "k:product:42", "brand:7"], out _)!);

    [Fact]
    public void TagsOf_AWrongTag_CannotBeUsedAtAll() => Assert.Null(_rules.TagsOf("product:42", ["brand:7", "line\nfeed"], out _));

    [Fact]
    public void TagsOf_ManyAndTwice_AreTakenOnceInTheirOrder()
    {
        string[] tags = [.. Enumerable.Range(0, 100).Select(i => $"t{i}")];

        Assert.Equal(["k:a", "n:", "*", .. tags.Select(tag => $"t:{tag}")], _rules.TagsOf("a", [.. tags, .. tags], out _)!);
    }

    // Lengths are kept in 16 bits.
    [Fact]
    public void IsValid_LongerThanAnEntryCanName_MayNot() =>
        Assert.False(new KeyRules(int.MaxValue, null, NullLogger.Instance).IsValid(new string('\u20ac', 22_000)));
}
