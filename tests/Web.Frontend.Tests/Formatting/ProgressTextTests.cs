using Catalog.Contracts.Imports;
using Web.Frontend.Formatting;
using Web.Frontend.Tests.Fakes;

namespace Web.Frontend.Tests.Formatting;

public sealed class ProgressTextTests
{
    public static TheoryData<ImportProgress?, string> Texts => new()
    {
        { null, "" },
        { new(ImportPhase.Receiving, 0, null, null, null, null), "1.2 MB received: 0 rows" },
        { new(ImportPhase.Receiving, 8_000, null, 0.256, 4_000, 5.8), "25% received: 8,000 rows, 4,000 a second, about 6 s left" },
        { new(ImportPhase.Waiting, 0, null, null, null, null), "Waiting for another import to end" },
        { new(ImportPhase.Comparing, 0, null, null, null, null), "Comparing 20,000 rows with the catalogue" },
        { new(ImportPhase.Writing, 0, 1, 0, null, null), "0% written: 0 of 1 product" },
        { new(ImportPhase.Writing, 99_999, 100_000, 0.99999, 7_812, 0.1), "99% written: 99,999 of 100,000 products, 7,812 a second, less than a second left" },
        { new(ImportPhase.Writing, 1_000, 2_000_000, 0.0005, 10_000, 199.9), "0% written: 1,000 of 2,000,000 products, 10,000 a second, about 4 min left" },
        { new(ImportPhase.Finishing, 100_000, 100_000, null, null, null), "Finishing: 100,000 products written" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Of_EachPhase_SaysHowFar(ImportProgress? progress, string text) =>
        Assert.Equal(text, ProgressText.Of(FakeImports.Status(Guid.Empty, ImportState.Merging) with { Progress = progress }));
}
