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
        var made = await api.CreateAsync(Sample.Input() with
        {
            Category = "Home > Kitchen>Kettles", Brand = "Halden", Tags = ["Steel", "new", "steel"], Stock = 3, Description = " Pours\nwell. ",
            Attributes = new() { ["Capacity"] = "1.2 L", ["n"] = 1.50m },
        });

        var product = await api.Anonymous.GetFromJsonAsync<Product>($"{Sample.Products}/{made.Id}", CatalogJson.Options, Cancellation);

        Assert.Equal(made with { Attributes = product!.Attributes, CategoryPath = product.CategoryPath, Tags = product.Tags }, product);
        Assert.Equal(["home", "home/kitchen", "home/kitchen/kettles"], product.CategoryPath.Select(category => category.Path));
        Assert.Equal(["new", "steel"], product.Tags);
        Assert.Equal("Pours\nwell.", product.Description);
        Assert.Equal(Availability.InStock, product.Availability);
        Assert.Equal("1.2 L", (string?)product.Attributes["Capacity"]);
        Assert.Equal(1, product.Version);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"9\", \"1\"")]
    [InlineData("*")]
    public async Task Get_IfNoneMatchHasTheVersion_Answers304(string ifNoneMatch)
    {
        var product = await api.CreateAsync(Sample.Input());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Sample.Products}/{product.Id}");
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);

        using var response = await api.Anonymous.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task GetBySku_MadeAgainAfterDeletion_HasAnotherTag()
    {
        var input = Sample.Input();
        var first = await api.CreateAsync(input);
        var before = await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{input.Sku}", Cancellation);
        await api.ChangeAsync(HttpMethod.Delete, first.Id, "\"1\"");
        await api.CreateAsync(input with { Name = "Another" });

        var after = await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{input.Sku}", Cancellation);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal("Another", (await after.ReadProductAsync()).Name);
    }

    [Fact]
    public async Task GetBySku_OddCharacters_FindsIt()
    {
        var product = await api.CreateAsync(Sample.Input(Sample.Sku() + " 50% & más"));

        var found = await api.Anonymous.GetFromJsonAsync<Product>(
            $"{Sample.Products}/by-sku/{Uri.EscapeDataString(product.Sku)}", CatalogJson.Options, Cancellation);

        Assert.Equal(product.Id, found!.Id);
    }

    [Fact]
    public async Task GetBySku_WithASlash_FindsItAndItsChanges()
    {
        var product = await api.CreateAsync(Sample.Input(Sample.Sku() + "/1"));
        var address = $"{Sample.Products}/by-sku/{Uri.EscapeDataString(product.Sku)}";
        Assert.EndsWith("%2F1", address, StringComparison.Ordinal);
        Assert.Equal(product.Id, (await api.Anonymous.GetFromJsonAsync<Product>(address, CatalogJson.Options, Cancellation))!.Id);

        await api.PatchAsync(product.Id, "\"1\"", """{ "name": "Changed" }""");

        Assert.Equal("Changed", (await api.Anonymous.GetFromJsonAsync<Product>(address, CatalogJson.Options, Cancellation))!.Name);
    }

    [Theory]
    [InlineData("/api/v1/products/999999999", "There is no product 999999999.")]
    [InlineData("/api/v1/products/by-sku/nothing", "There is no product with the sku 'nothing'.")]
    [InlineData("/api/v1/products/999999999/picture", "There is no product 999999999.")]
    [InlineData("/api/v1/categories/999999999", "There is no category 999999999.")]
    [InlineData("/api/v1/categories/by-path/no/where", "There is no category 'no/where'.")]
    [InlineData("/api/v1/products/abc", "There is nothing at /api/v1/products/abc.")]
    public async Task Get_Missing_Answers404(string address, string detail)
    {
        var problem = await Problem.ReadAsync(await api.Anonymous.GetAsync(address, Cancellation), HttpStatusCode.NotFound);

        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
