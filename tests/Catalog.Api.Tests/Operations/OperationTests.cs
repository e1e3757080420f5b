using System.Net;
using System.Net.Http.Json;
using AspireCache.TestSupport;
using Catalog.Api.Samples;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Operations;

public sealed class OperationTests(OperationTests.Shop shop) : IClassFixture<OperationTests.Shop>
{
    private const string Cache = "/api/v1/operations/cache";
    private const string SampleCatalogue = "/api/v1/operations/sample-catalogue";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Purge_RowChangedBehindTheCache_IsReadAgain()
    {
        var id = (await (await shop.Writer.PostAsJsonAsync(
            "/api/v1/products", new ProductInput { Sku = "PURGE-1", Name = "Old kettle", Price = new Money(9.5m, "USD") }, CatalogJson.Options, Cancellation))
            .Content.ReadFromJsonAsync<Product>(CatalogJson.Options, Cancellation))!.Id;
        Assert.Equal("Old kettle", (await GetAsync(id)).Name);
        await using (var rename = shop.Database.CreateCommand("update products set name = 'New kettle' where id = $1"))
        {
            rename.Parameters.AddWithValue(id);
            await rename.ExecuteNonQueryAsync(Cancellation);
        }

        using var purged = await shop.Writer.DeleteAsync(new Uri(Cache, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
        Assert.Equal("New kettle", (await GetAsync(id)).Name);
    }

    [Fact]
    public async Task LoadSample_EmptyCatalogue_FillsItAndWillNotTouchAFullOne()
    {
        await using var empty = new Shop(shop.TestServers);
        await empty.InitializeAsync();

        using var loaded = await empty.Writer.PostAsync(new Uri(SampleCatalogue, UriKind.Relative), null, Cancellation);
        using var again = await empty.Writer.PostAsync(new Uri(SampleCatalogue, UriKind.Relative), null, Cancellation);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (loaded.StatusCode, again.StatusCode));
        Assert.Equal(SampleGenerator.Count, (await empty.ListAsync("limit=1")).Total);

        // Who deletes it all gets it back by asking for it.
        await using (var clear = empty.Database.CreateCommand("delete from products"))
            await clear.ExecuteNonQueryAsync(Cancellation);
        using var back = await empty.Writer.PostAsync(new Uri(SampleCatalogue, UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, back.StatusCode);
    }

    [Fact]
    public async Task Operations_Anonymous_AreRefused()
    {
        using var purge = await shop.Anonymous.DeleteAsync(new Uri(Cache, UriKind.Relative), Cancellation);
        using var load = await shop.Anonymous.PostAsync(new Uri(SampleCatalogue, UriKind.Relative), null, Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (purge.StatusCode, load.StatusCode));
    }

    private async Task<Product> GetAsync(long id) =>
        (await shop.Anonymous.GetFromJsonAsync<Product>($"/api/v1/products/{id}", CatalogJson.Options, Cancellation))!;

    /// <summary>Only its own writes invalidate its caches, so that a row changed by hand stays old in them.</summary>
    public sealed class Shop(TestServers servers) : CatalogApi(servers)
    {
        public TestServers TestServers => Servers;

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Cache:Invalidation", "Writes");
    }
}
