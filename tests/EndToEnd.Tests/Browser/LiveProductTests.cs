using AspireCache.EndToEnd.Tests.Fixtures;
using Catalog.Contracts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>A product page that stays open while somebody else changes the product.</summary>
public sealed class LiveProductTests(StackFixture stack, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PriceAndStock_ChangedElsewhere_AreShownAndToldWithoutAReload()
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Brass barometer", Cancellation);
        var page = await browser.OpenAsync(stack.WebAddress);
        var loads = 0;
        page.Load += (_, _) => loads++;
        await page.GotoAsync($"/p/{product.Id}");
        await Expect(page.Locator("[data-field=price]")).ToHaveTextAsync("$19.95");

        await writer.PatchAsync(product.Id, new { price = new Money(17.5m, "USD"), stock = 2 }, Cancellation);

        await Expect(page.Locator("[data-field=price]")).ToHaveTextAsync("$17.50");
        await Expect(page.Locator("[data-field=stock]")).ToHaveTextAsync("Only 2 left");
        await Expect(page.Locator("live-product").GetByRole(AriaRole.Status)).ToHaveTextAsync("The price has just changed from $19.95 to $17.50.");
        await PictureAsync(page, "changed");

        await writer.PatchAsync(product.Id, new { availability = "out_of_stock" }, Cancellation);

        await Expect(page.Locator("live-product .badge")).ToHaveTextAsync("Out of stock");
        await Expect(page.Locator("live-product").GetByRole(AriaRole.Status)).ToHaveTextAsync("Availability has just changed: out of stock.");
        await PictureAsync(page, "out-of-stock");
        Assert.Equal(1, loads);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Connection_WasAway_ShowsWhatChangedMeanwhile()
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Tin theodolite", Cancellation);
        var page = await browser.OpenAsync(stack.WebAddress);
        // The first try is refused, as by a server that is full: the page tries again by itself.
        await page.RouteAsync("**/live/products/*", route => route.FulfillAsync(new() { Status = 503 }), new() { Times = 1 });
        await page.Clock.InstallAsync();
        await page.GotoAsync($"/p/{product.Id}");
        await writer.PatchAsync(product.Id, new { price = new Money(21m, "USD") }, Cancellation);
        await Expect(page.Locator("[data-field=price]")).ToHaveTextAsync("$19.95");

        await page.Clock.FastForwardAsync(30_000);

        await Expect(page.Locator("[data-field=price]")).ToHaveTextAsync("$21.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Page_WithoutScripts_ShowsTheProduct()
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Slate abacus", Cancellation);
        var page = await browser.OpenAsync(stack.WebAddress, scripts: false);

        await page.GotoAsync($"/p/{product.Id}");

        await Expect(page.Locator("[data-field=price]")).ToHaveTextAsync("$19.95");
        await Expect(page.Locator("[data-field=stock]")).ToHaveTextAsync("Only 3 left");
        await page.Context.CloseAsync();
    }

    // For people who look: where the variable names a folder, the page is put there as a picture.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BROWSER_TESTS_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"live-product-{name}.png") });
    }
}
