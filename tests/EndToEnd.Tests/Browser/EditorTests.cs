using System.Net;
using AspireCache.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>What a person does who keeps the catalogue, with scripts and without.</summary>
public sealed class EditorTests(StackFixture stack, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Manage_Stranger_IsAskedToSignIn()
    {
        var page = await browser.OpenAsync(stack.WebAddress, scripts: false);

        await page.GotoAsync("/manage/products/new");

        await Expect(page.Heading("Sign in")).ToBeVisibleAsync();
        await page.Field("Write token").FillAsync("not the token, by far too short to be it");
        await page.PressAsync("Sign in");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.Field("Write token").FillAsync(stack.WriteToken);
        await page.PressAsync("Sign in");
        await Expect(page.Heading("New product")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_WrongThenRight_IsInTheShop(bool scripts)
    {
        var unique = Guid.NewGuid().ToString("N")[..12];
        var page = await browser.OpenSignedInAsync(stack, scripts);
        await page.GotoAsync("/manage/products/new");
        await page.Field("Name").FillAsync($"Enamel colander {unique}");
        await page.Field("SKU").FillAsync($"E2E-{unique}");
        await page.Field("Price").FillAsync("dear");
        await page.Field("Currency").SelectOptionAsync("USD");
        await page.PressAsync("Create product");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Write the price as a number");
        await Expect(page.Field("Name")).ToHaveValueAsync($"Enamel colander {unique}");
        await page.Field("Price").FillAsync("12.50");
        await page.Field("Category").FillAsync("Home > Kitchen > Colanders");
        await page.PressAsync("Create product");

        // What was made is there for the next look of anybody.
        await page.WaitForURLAsync(url => !url.EndsWith("/manage/products/new", StringComparison.Ordinal));
        await page.GotoAsync($"/search?q={unique}");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = $"Enamel colander {unique}" }).First.ClickAsync();
        await Expect(page.GetByText("$12.50")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" })).ToContainTextAsync("Colanders");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Edit_SomebodyElseWasFaster_ShowsBothAndKeepsTheChoices(bool scripts)
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Slate coaster", Cancellation);
        var page = await browser.OpenSignedInAsync(stack, scripts);
        await page.GotoAsync($"/manage/products/{product.Id}");
        await page.Field("Description").FillAsync("Mine");
        await page.Field("Stock").FillAsync("7");

        await writer.PatchAsync(product.Id, new { description = "Theirs", brand = "Other" }, Cancellation);
        await page.PressAsync("Save changes");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody else changed this product");
        await page.GetByRole(AriaRole.Group, new() { Name = "Description: you both changed it" }).GetByLabel("Keep mine").CheckAsync();
        await page.PressAsync("Save with these choices");

        await Expect(page.Field("Description")).ToHaveValueAsync("Mine");
        var saved = await writer.GetAsync(product.Id, Cancellation);
        Assert.Equal(("Mine", "Other", 7), (saved.Description, saved.Brand, saved.Stock));
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_Confirmed_IsGone(bool scripts)
    {
        using var writer = stack.CreateWriter();
        var product = await writer.CreateAsync("Paper lampshade", Cancellation);
        var page = await browser.OpenSignedInAsync(stack, scripts);
        await page.GotoAsync($"/manage/products/{product.Id}");

        await page.FollowAsync("Delete…");
        await page.PressAsync("Delete product");
        await page.WaitForURLAsync(url => !url.Contains("/delete", StringComparison.Ordinal));

        using var reader = stack.CreateReader();
        using var answer = await reader.GetAsync(new Uri($"/api/v1/products/{product.Id}", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await page.Context.CloseAsync();
    }
}
