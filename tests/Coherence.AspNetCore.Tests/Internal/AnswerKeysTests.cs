using AspireCache.Coherence.AspNetCore.Internal;

namespace AspireCache.Coherence.AspNetCore.Tests.Internal;

public sealed class AnswerKeysTests
{
    [Fact]
    public void Of_KeyOfTheMiddleware_HasNoControlCharacters() =>
        Assert.Equal("output:GET\u241eHTTP\u241e/A\u241eQ\u241ex=1\u241f2", AnswerKeys.Of("GET\u001eHTTP\u001e/A\u001eQ\u001ex=1\u001f2"));

    [Theory]
    [InlineData("GET\u241e/a")]
    [InlineData("#ab")]
    [InlineData("")]
    [InlineData("GET\u007f")]
    [InlineData("GET/\ud83d\ude00")]
    public void Of_KeyThatCouldBeTakenForAnother_IsHashed(string key) => Assert.Matches("^output:#[0-9a-f]{64}$", AnswerKeys.Of(key));

    [Fact]
    public void Of_LongKey_IsHashed() => Assert.Matches("^output:#[0-9a-f]{64}$", AnswerKeys.Of(new string('a', 1000)));

    [Fact]
    public void TakeOff_KeyWithAMark_IsTheSameForAllRequests()
    {
        Assert.Equal("GET\u001e/a\u001eV\u001eb=c", RequestMark.TakeOff("GET\u001e/a\u001eV\u001e\u2063=12\u001eb=c"));
        Assert.Equal("GET\u001e/a\u001eV", RequestMark.TakeOff("GET\u001e/a\u001eV\u001e\u2063=13"));
        Assert.Null(RequestMark.TakeOff("GET\u001e/a"));
    }
}
