using System.Net;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Security;

public sealed class ReadOnlyApiTests(ReadOnlyApiTests.WithoutToken api) : IClassFixture<ReadOnlyApiTests.WithoutToken>
{
    [Fact]
    public async Task Write_NoTokenConfigured_SaysHowToSetOne()
    {
        using var response = await api.Writer.PostAsync(Sample.Products, null, TestContext.Current.CancellationToken);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.Unauthorized);
        Assert.Contains("Catalog__WriteToken", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("read-only", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    public sealed class WithoutToken(TestServers servers) : CatalogApi(servers)
    {
        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Catalog:WriteToken", "");
    }
}
