using System.Net;
using Web.Frontend.Tests.Fakes;

namespace Web.Frontend.Tests.Manage;

public sealed class SignInTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private readonly Browser _browser = factory.OpenBrowser();

    [Theory]
    [InlineData("/manage/products")]
    [InlineData("/manage/products/new")]
    [InlineData("/manage/products/1")]
    [InlineData("/manage/products/1/delete")]
    [InlineData("/manage/imports")]
    [InlineData("/manage/imports/11111111-1111-1111-1111-111111111111")]
    [InlineData("/manage/imports/11111111-1111-1111-1111-111111111111/errors.csv")]
    public async Task Management_Stranger_IsSentToSignIn(string url)
    {
        using var response = await _browser.GetAsync(url);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/sign-in", response.Headers.Location!.AbsolutePath);
        Assert.Contains(Uri.EscapeDataString(url), response.Headers.Location.Query);
    }

    [Fact]
    public async Task SignIn_LinkWithToken_SignsInAndLeavesTheToken()
    {
        using var response = await _browser.GetAsync("/sign-in?token=" + FakeCatalogApi.Token);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith("/manage/products", response.Headers.Location!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("aspirecache.session", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        await _browser.HtmlAsync("/manage/products");
    }

    [Fact]
    public async Task SignIn_Form_ReturnsToWhereOneWasGoing()
    {
        var html = await _browser.HtmlAsync("/sign-in?returnUrl=%2Fmanage%2Fimports");
        using var response = await _browser.SubmitAsync("/sign-in", html, null, ("token", FakeCatalogApi.Token));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith("/manage/imports", response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("https://elsewhere.test/")]
    [InlineData("//elsewhere.test/")]
    [InlineData("/\\elsewhere.test/")]
    public async Task SignIn_ReturnUrlElsewhere_IsIgnored(string returnUrl)
    {
        using var response = await factory.OpenBrowser()
            .GetAsync($"/sign-in?token={FakeCatalogApi.Token}&returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.EndsWith("/manage/products", response.Headers.Location!.ToString());
        Assert.DoesNotContain("elsewhere", response.Headers.Location.ToString());
    }

    [Fact]
    public async Task SignIn_WrongToken_Answers401AndNoSession()
    {
        var html = await _browser.HtmlAsync("/sign-in?token=wrong", HttpStatusCode.Unauthorized);

        Assert.Contains("not the write token of this stack", html);
        Assert.DoesNotContain("wrong\"", html);
        using var response = await _browser.GetAsync("/manage/products");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Fact]
    public async Task SignIn_FormWithoutAntiforgeryToken_IsRefused()
    {
        var html = await _browser.HtmlAsync("/sign-in");
        using var response = await _browser.SubmitAsync("/sign-in", html, null, ("token", FakeCatalogApi.Token), ("__RequestVerificationToken", ""));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("cannot be used any more", await Browser.TextAsync(response));
    }

    [Fact]
    public async Task SignIn_ManyTries_AreLimitedByAddress()
    {
        using var guesser = factory.OpenBrowser().Http;
        guesser.DefaultRequestHeaders.Add(Browser.AddressHeader, "2001:db8::1");
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(guesser, "guess"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(guesser, FakeCatalogApi.Token));

        using var neighbour = factory.OpenBrowser().Http;
        neighbour.DefaultRequestHeaders.Add(Browser.AddressHeader, "2001:db8::2");
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(neighbour, FakeCatalogApi.Token));

        using var other = factory.OpenBrowser().Http;
        other.DefaultRequestHeaders.Add(Browser.AddressHeader, "2001:db8:1::1");
        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(other, FakeCatalogApi.Token));
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        await _browser.SignInAsync();
        var html = await _browser.HtmlAsync("/manage/products");
        using var response = await _browser.SubmitAsync("/", html, "/sign-out");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        using var after = await _browser.GetAsync("/manage/products");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task SignOut_WithoutAntiforgeryToken_IsRefused()
    {
        await _browser.SignInAsync();
        using var response = await _browser.Http.PostAsync(new Uri("/sign-out", UriKind.Relative), null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await _browser.HtmlAsync("/manage/products");
    }

    [Fact]
    public async Task Api_SignedInReader_DoesNotCarryTheToken()
    {
        await _browser.SignInAsync();
        await _browser.HtmlAsync("/p/5/gooseneck-kettle-size-1");

        Assert.All(factory.Api.Requests.Where(sent => sent.Url == "/api/v1/products/5"), sent => Assert.False(sent.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task SignIn_NoTokenConfigured_SaysHowToConfigureIt()
    {
        await using var bare = new FrontendFactory { Token = null };
        await bare.InitializeAsync();
        var browser = bare.OpenBrowser();

        Assert.Contains("Catalog__WriteToken", await browser.HtmlAsync("/sign-in?token="));
        Assert.Contains("Management is switched off", await browser.HtmlAsync("/sign-in?token=anything"));
    }

    [Fact]
    public async Task Session_AfterRestart_LastsWhileTheTokenDoes()
    {
        var keys = Directory.CreateTempSubdirectory("frontend-keys-");
        try
        {
            var cookie = await SignInAsync(FakeCatalogApi.Token);
            Assert.Equal(HttpStatusCode.OK, await VisitAsync(FakeCatalogApi.Token, cookie));
            Assert.Equal(HttpStatusCode.Redirect, await VisitAsync("another-token-of-another-stack", cookie));
        }
        finally
        {
            keys.Delete(recursive: true);
        }

        async Task<string> SignInAsync(string token)
        {
            await using var frontend = await StartAsync(token);
            using var response = await frontend.OpenBrowser().GetAsync("/sign-in?token=" + token);
            return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        async Task<HttpStatusCode> VisitAsync(string token, string session)
        {
            await using var frontend = await StartAsync(token);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/manage/products");
            request.Headers.Add("Cookie", session);
            using var response = await frontend.OpenBrowser().Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        async Task<FrontendFactory> StartAsync(string token)
        {
            var frontend = new FrontendFactory { Token = token, Settings = { ["DataProtection:KeysDirectory"] = keys.FullName } };
            await frontend.InitializeAsync();
            return frontend;
        }
    }

    private static async Task<HttpStatusCode> TryAsync(HttpClient http, string token)
    {
        using var response = await http.GetAsync(new Uri("/sign-in?token=" + token, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
