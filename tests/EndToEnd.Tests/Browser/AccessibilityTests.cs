using AspireCache.EndToEnd.Tests.Fixtures;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>axe (https://github.com/dequelabs/axe-core) finds nothing to say about any page, light or dark, wide or narrow.</summary>
public sealed class AccessibilityTests(StackFixture stack, BrowserFixture browser)
{
    private static readonly string[] Public = ["/", "/products", "/search?q=set", "/search?q=zzzzqqqq", "/brands", "/sign-in", "/nowhere"];
    private static readonly string[] Manage = ["/manage", "/manage/products/new", "/manage/imports"];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task EveryPage_Axe_FindsNothing(ColorScheme scheme, int width)
    {
        var page = await browser.OpenAsync(stack.WebAddress, scheme: scheme);
        await page.SetViewportSizeAsync(width, 800);

        foreach (var path in Public) await CheckAsync(page, path);
        await page.GotoAsync($"/sign-in?token={stack.WriteToken}");
        foreach (var path in Manage) await CheckAsync(page, path);
        await page.GotoAsync("/products");
        await page.GetByRole(AriaRole.Main).Locator("a[href^='/p/']").First.ClickAsync();
        await page.WaitForURLAsync("**/p/**");
        await CheckAsync(page, path: null);
        await page.Context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page, string? path)
    {
        if (path is not null) await page.GotoAsync(path);
        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{page.Url}: {string.Join("; ", found.Violations.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})"))}");
    }
}
