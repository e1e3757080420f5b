using System.Net;
using AspireCache.TestSupport;
using Catalog.Api.Http;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Http;

public sealed class RateLimitTests(RateLimitTests.Strict api) : IClassFixture<RateLimitTests.Strict>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_MoreThanTheBurst_Answers429WhileWritersGoOn()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => api.Anonymous.GetAsync($"{Sample.Products}?limit={i}", Cancellation)));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        var problem = await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Equal("https://tools.ietf.org/html/rfc6585#section-4", problem.GetProperty("type").GetString());
        Assert.Contains("more slowly", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.OK, (await api.Writer.GetAsync(Sample.Products, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.Anonymous.GetAsync("/health", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2::99", "20010DB800010002")]
    public void ClientOf_Address_CountsNetworks(string address, string client) =>
        Assert.Equal(client, RateLimits.ClientOf(IPAddress.Parse(address)));

    public sealed class Strict(TestServers servers) : CatalogApi(servers)
    {
        protected override void Configure(IWebHostBuilder host)
        {
            host.UseSetting("Catalog:Limits:RequestsPerSecond", "1");
            host.UseSetting("Catalog:Limits:RequestBurst", "5");
        }
    }
}
