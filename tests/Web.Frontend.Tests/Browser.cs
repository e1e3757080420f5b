using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Web.Frontend.Tests.Fakes;

namespace Web.Frontend.Tests;

/// <summary>What a browser without JavaScript does: keeps cookies, sends forms as they were rendered.</summary>
public sealed partial class Browser(FrontendFactory factory)
{
    public const string AddressHeader = "Test-Visitor-Address";

    public HttpClient Http { get; } = factory.CreateClient(new WebApplicationFactoryClientOptions
    {
        AllowAutoRedirect = false,
        HandleCookies = true,
        BaseAddress = new Uri("http://shop.test"),
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string url) => Http.GetAsync(new Uri(url, UriKind.Relative), Ct);

    /// <summary>The page as text, which has to have the status said.</summary>
    public async Task<string> HtmlAsync(string url, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await GetAsync(url);
        Assert.Equal(status, response.StatusCode);
        return await TextAsync(response);
    }

    /// <summary>Sends the form that posts to <paramref name="action"/> (null: the first), its own fields overlaid with <paramref name="fields"/>.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string page, string html, string? action, params (string Name, string Value)[] fields)
    {
        var form = HtmlForm.Find(html, action);
        var content = new FormUrlEncodedContent(form.With(fields));
        return Http.PostAsync(new Uri(form.Action ?? page, UriKind.Relative), content, Ct);
    }

    public async Task SignInAsync()
    {
        using var response = await GetAsync("/sign-in?token=" + Uri.EscapeDataString(FakeCatalogApi.Token));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    public static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Ct);

    /// <summary>The page's text without its markup, white space folded, no-break spaces too.</summary>
    public static string Visible(string html) =>
        Spaces().Replace(WebUtility.HtmlDecode(Markup().Replace(Head().Replace(html, " "), " ")), " ");

    [GeneratedRegex("<head.*?</head>", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
