using System.Net;
using System.Net.Http.Json;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products;

public sealed class ProductReadTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_AfterPost_GivesWhatWasSent()
    {
        var sent = await api.Writer.PostAsJsonAsync(
            "/api/v1/products",
            new { sku = "READ-1", name = "Gooseneck Kettle", price = new { amount = 49.90, currency = "EUR" }, category = "Home > Kitchen > Kettles", tags = new[] { "Steel", "new" } },
            Cancellation);

        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var product = await api.Anonymous.GetFromJsonAsync<Product>(sent.Headers.Location, CatalogJson.Options, Cancellation);
        Assert.Equal("READ-1", product!.Sku);
        Assert.Equal("home/kitchen/kettles", product.CategoryPath[^1].Path);
        Assert.Equal(["new", "steel"], product.Tags);
        Assert.Equal(1, product.Version);
    }
}
