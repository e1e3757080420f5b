using AspireCache.Coherence.AspNetCore.Internal;

namespace AspireCache.Coherence.AspNetCore.Tests.Internal;

public sealed class EncodingsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("deflate, zstd", "")]
    [InlineData("gzip;q=1, br;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("gzip;q=0", "")]
    [InlineData("*", "br")]
    [InlineData("*;q=0", "")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity;q=1, gzip;q=0.5", "")]
    [InlineData("GZIP", "gzip")]
    [InlineData("this is no encoding", "")]
    public void Of_AcceptEncoding_IsTheBestThatIsAccepted(string? accepted, string expected) => Assert.Equal(expected, Encodings.Of(accepted));
}
