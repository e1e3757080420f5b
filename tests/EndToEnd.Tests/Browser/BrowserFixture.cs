using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AspireCache.EndToEnd.Tests.Browser;

/// <summary>
/// A headless browser for all tests: one that is installed (Chromium, Chrome or Edge), else one that Playwright installs, else
/// none, and the tests that want one are skipped with the reason; in CI they fail.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // Generous: machines that run tests are slow at times, and a test that passes does not wait.
    private const float ExpectTimeout = 30_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _reason = "";

    public async ValueTask InitializeAsync()
    {
        var installed = InstalledBrowser.Find();
        if (installed is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
        {
            _reason = "No Chromium, Chrome or Edge is installed, and Playwright could not install one.";
            if (Environment.GetEnvironmentVariable("CI") is not null) throw new InvalidOperationException(_reason);
            return;
        }

        SetDefaultExpectTimeout(ExpectTimeout);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = installed,
            // Root cannot use the sandbox; the rest keeps a browser on a closed network from calling home.
            Args =
            [
                .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A page of a fresh session; close its context when done.</summary>
    /// <param name="address">What relative addresses are relative to.</param>
    /// <param name="scripts">Whether the page may run scripts.</param>
    /// <param name="scheme">Light or dark.</param>
    public async Task<IPage> OpenAsync(Uri address, bool scripts = true, ColorScheme scheme = ColorScheme.Light)
    {
        if (_browser is null) Assert.Skip(_reason);
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            JavaScriptEnabled = scripts,
            ColorScheme = scheme,
            Locale = "en-US",
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
