using System.Text.RegularExpressions;
using AspireCache.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>Steps that several tests take.</summary>
internal static class PageExtensions
{
    /// <summary>Opens a page that is signed in to the management area.</summary>
    public static async Task<IPage> OpenSignedInAsync(this BrowserFixture browser, StackFixture stack, bool scripts = true)
    {
        var page = await browser.OpenAsync(stack.WebAddress, scripts);
        await page.GotoAsync($"/sign-in?token={stack.WriteToken}");
        return page;
    }

    /// <summary>A field by its label, with or without the note that it is optional.</summary>
    public static ILocator Field(this IPage page, string label) =>
        page.GetByLabel(new Regex($"^{Regex.Escape(label)}( \\(optional\\))?$"));

    public static Task PressAsync(this IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public static Task FollowAsync(this IPage page, string link) => page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    public static ILocator Heading(this IPage page, string text) => page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = text });
}
