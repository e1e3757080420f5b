using System.Text;
using AspireCache.EndToEnd.Tests.Fixtures;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>axe (https://github.com/dequelabs/axe-core) finds nothing to say about any page, light or dark, wide or narrow.</summary>
public sealed class AccessibilityTests(StackFixture stack, BrowserFixture browser)
{
    private const int Narrow = 360;
    private const int Wide = 1280;

    private static readonly string[] Public = ["/", "/products", "/search?q=set", "/search?q=zzzzqqqq", "/brands", "/sign-in", "/nowhere"];
    private static readonly string[] Manage = ["/manage", "/manage/imports"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light, Wide)]
    [InlineData(ColorScheme.Dark, Wide)]
    [InlineData(ColorScheme.Light, Narrow)]
    public async Task EveryPage_Axe_FindsNothing(ColorScheme scheme, int width)
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Pewter hourglass", Cancellation, input => input with { Brand = "Axe & Hour", Category = "Clocks > Hourglasses" });
        var page = await browser.OpenAsync(stack.WebAddress, scheme: scheme);
        await page.SetViewportSizeAsync(width, 800);

        foreach (var path in (string[])[.. Public, $"/p/{product.Id}", $"/c/{product.CategoryPath[0].Path}", $"/brands/{Uri.EscapeDataString(product.Brand!)}"])
            await CheckAsync(page, path);
        if (width == Narrow) await CheckFiltersAsync(page);

        await page.GotoAsync($"/sign-in?token={stack.WriteToken}");
        foreach (var path in (string[])[.. Manage, $"/manage/products/{product.Id}/delete"]) await CheckAsync(page, path);
        await CheckMistakeAsync(page);
        await CheckConflictAsync(page, writer, product.Id);
        await CheckWrongRowsAsync(page, writer);
        await page.Context.CloseAsync();
    }

    private static async Task CheckFiltersAsync(IPage page)
    {
        await page.GotoAsync("/products");
        await page.PressAsync("Filters");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" })).ToBeVisibleAsync();
        await CheckAsync(page);
    }

    private static async Task CheckMistakeAsync(IPage page)
    {
        await CheckAsync(page, "/manage/products/new");
        await page.Field("Price").FillAsync("dear");
        await page.PressAsync("Create product");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(page);
    }

    private static async Task CheckConflictAsync(IPage page, HttpClient writer, long id)
    {
        await CheckAsync(page, $"/manage/products/{id}");
        await page.Field("Description").FillAsync("Mine");
        await writer.PatchAsync(id, new { description = "Theirs" }, Cancellation);
        await page.PressAsync("Save changes");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(page);
    }

    private static async Task CheckWrongRowsAsync(IPage page, HttpClient writer)
    {
        var import = Guid.NewGuid();
        using var feed = new MemoryStream(Encoding.UTF8.GetBytes("id,title,price\nA-1,No price,cheap\n"));
        using var accepted = await writer.ImportCsvAsync(import, feed, "?fileName=wrong.csv", Cancellation);
        await writer.WaitForImportAsync(import, Cancellation);
        await CheckAsync(page, $"/manage/imports/{import}");
    }

    private static async Task CheckAsync(IPage page, string? path = null)
    {
        if (path is not null) await page.GotoAsync(path);
        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{page.Url}: {string.Join("; ", found.Violations.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})"))}");
    }
}
