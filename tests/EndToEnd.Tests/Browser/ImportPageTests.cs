using System.Text;
using AspireCache.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>Imports through the page, with scripts and without.</summary>
public sealed class ImportPageTests(StackFixture stack, BrowserFixture browser)
{
    private const int Rows = 500;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_GoodFile_IsFollowedToItsEndAndSearchable(bool scripts)
    {
        var prefix = $"page{Guid.NewGuid():N}"[..14];
        var page = await browser.OpenSignedInAsync(stack, scripts);

        await UploadAsync(page, $"{prefix}.csv", Feed.Generate(prefix, Rows));

        await Expect(page.Heading($"{prefix}.csv")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "See the catalogue" })).ToBeVisibleAsync();
        await Expect(page.Locator("[data-field=inserted]")).ToHaveTextAsync($"{Rows}");
        await page.GotoAsync($"/search?q={prefix}");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"Test kettle {prefix}");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_FileWithAWrongRow_ChangesNothingAndTellsWhere(bool scripts)
    {
        var prefix = $"bad{Guid.NewGuid():N}"[..14];
        var feed = Encoding.UTF8.GetString(Feed.Generate(prefix, 5)) + $"{prefix}-wrong,No price,,in_stock,cheap,,\r\n";
        var page = await browser.OpenSignedInAsync(stack, scripts);

        await UploadAsync(page, $"{prefix}.csv", Encoding.UTF8.GetBytes(feed));

        var errors = page.GetByRole(AriaRole.Region, new() { Name = "Wrong rows" });
        await Expect(errors.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync("7");
        await Expect(errors).ToContainTextAsync("price");
        await Expect(errors).ToContainTextAsync("cheap");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download as CSV" })).ToBeVisibleAsync();
        await page.GotoAsync($"/search?q={prefix}");
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync($"Test kettle {prefix}");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task RecentImports_OnANarrowScreen_ShowHowTheyEndedWithoutScrolling()
    {
        var page = await browser.OpenSignedInAsync(stack);
        await UploadAsync(page, "narrow.csv", Encoding.UTF8.GetBytes("id,title,price\r\nN-1,No price,cheap\r\n"));
        await Expect(page.Heading("narrow.csv")).ToBeVisibleAsync();

        await page.SetViewportSizeAsync(375, 2_500);
        await page.GotoAsync("/manage/imports");

        var row = page.GetByRole(AriaRole.Region, new() { Name = "Recent imports" }).GetByRole(AriaRole.Row, new() { Name = "narrow.csv" });
        await Expect(row.GetByText("Failed")).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Import_GroceryAssortment_IsSearchableInTheBrowser()
    {
        Assert.SkipWhen(Feed.GroceryFile is null, "The grocery assortment is not beside this repository (../shared/data).");
        var page = await browser.OpenSignedInAsync(stack);

        await page.GotoAsync("/manage/imports");
        await page.Field("File").SetInputFilesAsync(Feed.GroceryFile);
        await page.PressAsync("Import");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "See the catalogue" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(page.Locator("[data-field=rowsRead]")).ToHaveTextAsync("20,732");
        await page.GotoAsync("/search?q=frzn pizza");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Frzn SS Premium Entrees/Dnrs/N 6 OZ");
        await page.Context.CloseAsync();
    }

    private static async Task UploadAsync(IPage page, string name, byte[] content)
    {
        await page.GotoAsync("/manage/imports");
        await page.Field("File").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });
        await page.PressAsync("Import");
    }
}
