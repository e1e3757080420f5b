using AspireCache.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>What a visitor does, with scripts and without.</summary>
public sealed class StorefrontTests(StackFixture stack, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Search_FromHome_LeadsToTheProduct(bool scripts)
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Copper samovar", Cancellation);
        var page = await browser.OpenAsync(stack.WebAddress, scripts);
        await page.GotoAsync("/");

        await page.GetByLabel("Search products", new() { Exact = true }).FillAsync(product.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = product.Name }).First.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = product.Name })).ToBeVisibleAsync();
        await Expect(page.GetByText("$19.95")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Search_WhileTyping_OffersSuggestions()
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Walnut orrery", Cancellation);
        var page = await browser.OpenAsync(stack.WebAddress);
        await page.GotoAsync("/");

        await page.Locator("#site-search").PressSequentiallyAsync(product.Name);
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = product.Name })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = product.Name })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Browse_FilterAndRemoveIt_ChangesTheList(bool scripts)
    {
        using var writer = stack.CreateWriter();
        var tag = $"tag{Guid.NewGuid():N}"[..16];
        var product = await writer.CreateAsync("Brass sundial", Cancellation, input => input with { Tags = [tag] });
        var page = await browser.OpenAsync(stack.WebAddress, scripts);
        await page.GotoAsync($"/products?tag={tag}");

        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = product.Name }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"Remove filter Tag: {tag}" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Active filters" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Browse_NextAndPreviousPage_ComeBackToTheSameList()
    {
        var page = await browser.OpenAsync(stack.WebAddress, scripts: false);
        await page.GotoAsync("/products?sort=name");
        var first = await page.GetByRole(AriaRole.Main).InnerTextAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        Assert.NotEqual(first, await page.GetByRole(AriaRole.Main).InnerTextAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Previous page" }).ClickAsync();

        var again = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        Assert.Equal(FirstProduct(first), FirstProduct(again));
        await page.Context.CloseAsync();

        static string FirstProduct(string text) => text.Split('\n').First(line => line.Contains('$', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Product_Changed_IsShownAtTheNextLook()
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Tin lantern", Cancellation);
        var page = await browser.OpenAsync(stack.WebAddress, scripts: false);
        await page.GotoAsync($"/p/{product.Id}");
        await Expect(page.GetByText("$19.95")).ToBeVisibleAsync();

        await writer.PatchAsync(product.Id, new { price = new { amount = 24.5, currency = "USD" } }, Cancellation);
        await page.ReloadAsync();

        await Expect(page.GetByText("$24.50")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Product_Unknown_IsNotFoundAndSaysSo()
    {
        var page = await browser.OpenAsync(stack.WebAddress, scripts: false);

        var answer = await page.GotoAsync("/p/999999999999");

        Assert.Equal(404, answer!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
