using System.Net;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Api.Tests.Http;

/// <summary>Behind the storefront each visitor is a client of their own, and only those who are believed can say for whom they ask.</summary>
public sealed class VisitorLimitTests(VisitorLimitTests.Strict api) : IClassFixture<VisitorLimitTests.Strict>
{
    private const string Peer = "Test-Peer-Address";

    [Fact]
    public async Task Storefront_OneVisitorIsLimited_OthersAreNot()
    {
        await UntilLimitedAsync(() => AskAsync(peer: "10.0.0.5", visitor: "198.51.100.1"));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(peer: "10.0.0.5", visitor: "198.51.100.2"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(peer: "10.0.0.5", visitor: "2001:db8:7::1"));
    }

    [Fact]
    public async Task Stranger_WhoClaimsOtherAddresses_IsLimitedAsOne()
    {
        var claims = 0;
        await UntilLimitedAsync(() => AskAsync(peer: "203.0.113.9", visitor: $"198.51.100.{10 + (claims++ % 100)}"));
    }

    // However fast the bucket refills, a client that does not stop meets its end.
    private static async Task UntilLimitedAsync(Func<Task<HttpStatusCode>> ask)
    {
        while (!(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ask()))).Contains(HttpStatusCode.TooManyRequests))
        {
        }
    }

    private async Task<HttpStatusCode> AskAsync(string peer, string visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/categories");
        request.Headers.Add(Peer, peer);
        request.Headers.Add("X-Forwarded-For", visitor);
        using var response = await api.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public sealed class Strict(TestServers servers) : CatalogApi(servers)
    {
        protected override void Configure(IWebHostBuilder host)
        {
            host.UseSetting("Catalog:Limits:RequestsPerSecond", "1");
            host.UseSetting("Catalog:Limits:RequestBurst", "5");
            host.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new PeerAddress()));
        }
    }

    // In the test server nobody has an address.
    private sealed class PeerAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (context.Request.Headers.TryGetValue(Peer, out var address))
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address.ToString());
                return following(context);
            });
            next(app);
        };
    }
}
