using AspireCache.Coherence.Postgres.Internal;

namespace AspireCache.Coherence.Postgres.Tests.Internal;

public sealed class VisibilityGateTests
{
    [Theory]
    [InlineData("10:20:", 19, true)]
    [InlineData("10:20:", 20, false)]
    [InlineData("10:20:", 21, false)]
    [InlineData("10:20:12,15", 15, false)]
    [InlineData("10:20:12,15", 14, true)]
    [InlineData("10:20:12,15", 3, true)]
    // 2^32 ids later the log shows small numbers again.
    [InlineData("4294967300:4294967310:4294967305", 9, false)]
    [InlineData("4294967300:4294967310:4294967305", 10, true)]
    [InlineData("4294967300:4294967310:4294967305", 4294967295, true)]
    [InlineData("4294967290:4294967295:", 1, false)]
    public void AreVisible_OneTransaction_AsTheSnapshotSays(string snapshot, uint transaction, bool expected) =>
        Assert.Equal(expected, VisibilityGate.AreVisible(snapshot, [transaction]));

    [Fact]
    public void AreVisible_OneOfSeveralStillRuns_No() =>
        Assert.False(VisibilityGate.AreVisible("10:20:12", [11, 12, 13]));
}
