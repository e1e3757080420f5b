using System.Text.Json.Nodes;
using AspireCache.TestSupport;
using Catalog.Api.Errors;
using Catalog.Api.Products.Validation;
using Catalog.Api.Samples;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Samples;

public sealed class SampleCatalogueTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Generate_Twice_GivesTheSameValidProducts()
    {
        var products = SampleGenerator.Generate(SampleData.Read()).ToArray();

        Assert.Equal(SampleGenerator.Count, products.Length);
        Assert.Equal(products.Length, products.Select(product => product.Name).Distinct().Count());
        Assert.Equal(products.Select(product => product.Name), SampleGenerator.Generate(SampleData.Read()).Select(product => product.Name));
        Assert.All(products, product =>
        {
            var errors = new FieldErrors();
            var validated = ProductValidator.Validate(ToInput(product), errors);
            Assert.True(errors.IsEmpty, $"{product.Name}: {string.Join(' ', errors.ToDictionary().Values.SelectMany(messages => messages))}");
            Assert.Equal(product.Tags, validated!.Tags);
        });
    }

    [Fact]
    public async Task Start_NewDatabaseAndTwoReplicas_LoadOnce()
    {
        var database = await servers.CreateDatabaseAsync(Cancellation);
        await using var first = new WithSamples(servers, database);
        await using var second = new WithSamples(servers, database);

        await Task.WhenAll(first.InitializeAsync().AsTask(), second.InitializeAsync().AsTask());

        Assert.Equal(SampleGenerator.Count, (await first.ListAsync("limit=1")).Total);
        Assert.NotEqual(0, (await second.ListAsync("q=ketle&limit=1")).Total);

        await using (var clear = first.Database.CreateCommand("delete from products"))
            await clear.ExecuteNonQueryAsync(Cancellation);
        await using var later = new WithSamples(servers, database);
        await later.InitializeAsync();
        Assert.Equal(0, (await later.ListAsync("limit=2")).Total);
    }

    private static ProductInput ToInput(ProductDraft product) => new()
    {
        Sku = product.Sku, Name = product.Name, Description = product.Description, Brand = product.Brand, Category = product.Category,
        Price = product.Price, Stock = product.Stock, Availability = product.Availability, Tags = product.Tags,
        Attributes = JsonNode.Parse(product.Attributes)!.AsObject(),
    };

    private sealed class WithSamples(TestServers servers, string database) : CatalogApi(servers)
    {
        protected override Task<string> CreateDatabaseAsync() => Task.FromResult(database);

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Catalog:SampleData", "true");
    }
}
