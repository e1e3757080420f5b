using System.Net;
using System.Net.Http.Json;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products.Writing;

public sealed class ProductWriteTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Valid_AnswersWhereItIs()
    {
        using var response = await api.Writer.PostAsJsonAsync(Sample.Products, Sample.Input(), CatalogJson.Options, Cancellation);

        var product = await response.ReadProductAsync();
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"{Sample.Products}/{product.Id}", response.Headers.Location?.ToString());
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Post_SkuTaken_NamesTheOther()
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.Writer.PostAsJsonAsync(Sample.Products, Sample.Input(product.Sku), CatalogJson.Options, Cancellation);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.Conflict);
        Assert.Equal(product.Id, problem.GetProperty("existingId").GetInt64());
        Assert.Contains($"product {product.Id} has the sku", problem.GetProperty("errors").GetProperty("sku")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_SkuTaken_Answers409()
    {
        var other = await api.CreateAsync(Sample.Input());
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.PatchAsync(product.Id, "\"1\"", $$"""{ "sku": "{{other.Sku}}" }""");

        await Problem.ReadAsync(response, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Put_LeavesOut_GetsDefaults()
    {
        var product = await api.CreateAsync(Sample.Input() with { Brand = "Halden", Stock = 3, Tags = ["a"] });

        using var response = await api.ChangeAsync(HttpMethod.Put, product.Id, "\"1\"",
            $$"""{ "sku": "{{product.Sku}}", "name": "New", "price": { "amount": 1, "currency": "JPY" } }""");

        var now = await response.ReadProductAsync();
        Assert.Equal("\"2\"", response.Headers.ETag?.Tag);
        Assert.Equal((2, "New", null, 0, Availability.OutOfStock), (now.Version, now.Name, now.Brand, now.Stock, now.Availability));
        Assert.Empty(now.Tags);
    }

    [Fact]
    public async Task Patch_Partly_KeepsTheRest()
    {
        var product = await api.CreateAsync(Sample.Input() with { Brand = "Halden", Stock = 3, Attributes = new() { ["a"] = 1, ["b"] = 2 } });

        using var response = await api.PatchAsync(product.Id, "\"1\"", """{ "attributes": { "a": null, "c": { "d": [1] } }, "brand": null }""");

        var now = await response.ReadProductAsync();
        Assert.Equal((product.Name, 3, null), (now.Name, now.Stock, now.Brand));
        Assert.Equal("""{"b":2,"c":{"d":[1]}}""", now.Attributes.ToJsonString());
    }

    [Fact]
    public async Task Patch_ChangesNothing_KeepsVersionAndTime()
    {
        var product = await api.CreateAsync(Sample.Input() with { Category = "Home > Kitchen", Tags = ["a", "b"], Brand = "Halden" });

        using var response = await api.PatchAsync(product.Id, "\"1\"", """{ "category": "home > KITCHEN", "tags": ["B", "a"], "brand": "HALDEN", "price": { "amount": 49.9 } }""");

        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        var now = await response.ReadProductAsync();
        Assert.Equal((1, product.UpdatedAt), (now.Version, now.UpdatedAt));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"1\"")]
    [InlineData("\"8\", \"1\"")]
    public async Task Patch_IfMatchAllows_Changes(string ifMatch)
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.PatchAsync(product.Id, ifMatch, """{ "stock": 5 }""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"8\", \"9\"")]
    public async Task Patch_IfMatchIsOfAnotherVersion_Answers412WithTheCurrentOne(string ifMatch)
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.PatchAsync(product.Id, ifMatch, """{ "stock": 5 }""");

        var problem = await Problem.ReadAsync(response, HttpStatusCode.PreconditionFailed);
        Assert.Equal(1, problem.GetProperty("currentVersion").GetInt64());
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Change_WithoutIfMatch_Answers428(string method)
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.ChangeAsync(new HttpMethod(method), product.Id, ifMatch: null, "{}");

        var problem = await Problem.ReadAsync(response, HttpStatusCode.PreconditionRequired);
        Assert.Contains("If-Match", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"1")]
    public async Task Change_IfMatchUnreadable_Answers400(string ifMatch)
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.ChangeAsync(HttpMethod.Delete, product.Id, ifMatch);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("in double quotes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithItsVersion_IsGone()
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.ChangeAsync(HttpMethod.Delete, product.Id, "\"1\"");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.Anonymous.GetAsync($"{Sample.Products}/{product.Id}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.ChangeAsync(HttpMethod.Delete, product.Id, "\"1\"")).StatusCode);
    }

    [Fact]
    public async Task Patch_ManyWithOneVersion_ExactlyOneWins()
    {
        var product = await api.CreateAsync(Sample.Input());

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(stock => api.PatchAsync(product.Id, "\"1\"", $$"""{ "stock": {{stock}} }""")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task DeleteAndPatch_AtOnce_OneWinsAndTheOtherIsTold()
    {
        var product = await api.CreateAsync(Sample.Input());

        var deleting = api.ChangeAsync(HttpMethod.Delete, product.Id, "\"1\"");
        var patching = api.PatchAsync(product.Id, "\"1\"", """{ "stock": 5 }""");

        var outcome = ((await deleting).StatusCode, (await patching).StatusCode);
        Assert.Contains(outcome, new[]
        {
            (HttpStatusCode.NoContent, HttpStatusCode.NotFound),
            (HttpStatusCode.PreconditionFailed, HttpStatusCode.OK),
        });
    }

    [Fact]
    public async Task Post_ManyWithNewBrandAndCategory_ShareThem()
    {
        var name = Sample.Sku();

        var products = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            api.CreateAsync(Sample.Input() with { Brand = name, Category = $"{name} > Inner" })));

        Assert.Single(products.Select(product => product.CategoryPath[^1].Id).Distinct());
    }
}
