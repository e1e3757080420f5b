using System.Net;
using AspireCache.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCache.ServiceDefaults.Tests.Http;

public sealed class HttpDefaultsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frontend_APage_CarriesTheSecurityHeaders()
    {
        await using var app = await StartAsync(frontend: true);
        using var client = app.GetTestClient();
        using var response = await client.GetAsync("/", Token);

        var policy = Header(response, "Content-Security-Policy");
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("img-src 'self' https: data:", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("strict-origin-when-cross-origin", Header(response, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(response, "Permissions-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frontend_APageThatAsksForTheNonce_NamesItAndANewOneEachTime()
    {
        await using var app = await StartAsync(frontend: true);
        using var client = app.GetTestClient();
        using var first = await client.GetAsync("/nonce", Token);
        using var second = await client.GetAsync("/nonce", Token);

        var nonce = await first.Content.ReadAsStringAsync(Token);
        Assert.Contains($"script-src 'self' 'nonce-{nonce}'", Header(first, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotEqual(nonce, await second.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Frontend_AHeaderOfTheApplicationsOwn_Stays()
    {
        await using var app = await StartAsync(frontend: true);
        using var client = app.GetTestClient();
        using var response = await client.GetAsync("/own", Token);

        Assert.Equal("sandbox", Header(response, "Content-Security-Policy"));
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Frontend_BehindAProxy_SendsHstsForHttpsOnly(string scheme, bool expected)
    {
        await using var app = await StartAsync(frontend: true);
        var context = await app.GetTestServer().SendAsync(
            request =>
            {
                request.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
                request.Request.Host = new HostString("shop.example");
                request.Request.Headers["X-Forwarded-Proto"] = scheme;
                request.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
            },
            Token);

        Assert.Equal(expected, context.Response.Headers.ContainsKey("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Api_Data_MayNotLoadOrRunAnything()
    {
        await using var app = await StartAsync(frontend: false);
        using var client = app.GetTestClient();
        using var response = await client.GetAsync("/", Token);

        Assert.StartsWith("default-src 'none'", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.1.2.3", "203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:10.1.2.3", "203.0.113.7", "203.0.113.7")]
    [InlineData("198.51.100.1", "203.0.113.7", "198.51.100.1")]
    [InlineData("10.1.2.3", "1.1.1.1, 203.0.113.7", "203.0.113.7")]
    public async Task Address_ForwardedFor_IsBelievedFromKnownNetworksOnly(string remote, string forwarded, string expected)
    {
        await using var app = await StartAsync(frontend: false);

        Assert.Equal(expected, await AddressAsync(app, remote, forwarded));
    }

    [Theory]
    [InlineData("198.51.100.1", "203.0.113.7")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public async Task Address_NetworksConfigured_OnlyTheyAreBelieved(string remote, string expected)
    {
        await using var app = await StartAsync(frontend: false, ("Proxy:KnownNetworks:0", "198.51.100.0/24"));

        Assert.Equal(expected, await AddressAsync(app, remote, "203.0.113.7"));
    }

    [Theory]
    [InlineData("10.1.2.3", "1.1.1.1, 10.9.9.9", "10.9.9.9")]
    [InlineData("198.51.100.1", "203.0.113.7", "198.51.100.1")]
    public async Task Address_TheHostHasTheFrameworkReadThemToo_NoMoreIsBelieved(string remote, string forwarded, string expected)
    {
        await using var app = await StartAsync(frontend: false, ("ForwardedHeaders_Enabled", "true"));

        Assert.Equal(expected, await AddressAsync(app, remote, forwarded));
    }

    [Fact]
    public async Task Host_ForwardedHost_IsNotRead()
    {
        await using var app = await StartAsync(frontend: false);
        var context = await app.GetTestServer().SendAsync(
            request =>
            {
                request.Connection.RemoteIpAddress = IPAddress.Loopback;
                request.Request.Host = new HostString("shop.example");
                request.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
                request.Request.Headers["X-Forwarded-Host"] = "evil.example";
            },
            Token);

        Assert.Equal("shop.example", context.Request.Host.Value);
    }

    [Fact]
    public async Task Start_ANetworkThatIsNone_NamesKeyAndValue()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(frontend: false, ("Proxy:KnownNetworks:0", "everyone")));

        Assert.Contains("Proxy:KnownNetworks: 'everyone'", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AddressAsync(WebApplication app, string remote, string forwarded)
    {
        var context = await app.GetTestServer().SendAsync(
            request =>
            {
                request.Connection.RemoteIpAddress = IPAddress.Parse(remote);
                request.Request.Path = "/address";
                request.Request.Headers["X-Forwarded-For"] = forwarded;
            },
            Token);
        using var reader = new StreamReader(context.Response.Body);
        return await reader.ReadToEndAsync(Token);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private static async Task<WebApplication> StartAsync(bool frontend, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.AddServiceDefaults();
        var app = builder.Build();
        if (frontend)
            app.UseFrontendDefaults();
        else
            app.UseApiDefaults();
        app.MapGet("/", () => "hello");
        app.MapGet("/nonce", (HttpContext context) => context.GetContentSecurityNonce());
        app.MapGet("/address", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString());
        app.MapGet("/own", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "sandbox";
            return "own";
        });
        await app.StartAsync(Token);
        return app;
    }
}
