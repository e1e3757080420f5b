using Catalog.Api.Imports;
using Catalog.Contracts.Imports;

namespace Catalog.Api.Tests.Imports;

public class ProgressEstimateTests
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    [Fact]
    public void Receiving_LengthKnown_TellsShareAndTimeLeft() =>
        Assert.Equal(new ImportProgress(ImportPhase.Receiving, 1_000, null, 0.2, 500, 8), ProgressEstimate.Receiving(1_000, 20, 100, TwoSeconds));

    [Fact]
    public void Receiving_LengthUnknown_TellsThePace() =>
        Assert.Equal(new ImportProgress(ImportPhase.Receiving, 1_000, null, null, 500, null), ProgressEstimate.Receiving(1_000, 20, null, TwoSeconds));

    [Fact]
    public void Receiving_JustBegun_TellsNoPace() =>
        Assert.Equal(new ImportProgress(ImportPhase.Receiving, 10, null, 0.5, null, null), ProgressEstimate.Receiving(10, 50, 100, TimeSpan.FromMilliseconds(50)));

    [Fact]
    public void Merging_Writing_TellsShareAndTimeLeft() =>
        Assert.Equal(new ImportProgress(ImportPhase.Writing, 25, 100, 0.25, 12, 6), ProgressEstimate.Merging(hasBegun: true, 25, 100, TwoSeconds));

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public void Merging_AllWritten_IsFinishing(long total) =>
        Assert.Equal(new ImportProgress(ImportPhase.Finishing, total, total, null, null, null), ProgressEstimate.Merging(hasBegun: true, total, total, TwoSeconds));
}
