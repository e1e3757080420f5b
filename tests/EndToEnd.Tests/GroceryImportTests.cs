using System.Net;
using System.Net.Http.Json;
using AspireCache.EndToEnd.Tests.Fixtures;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace AspireCache.EndToEnd.Tests;

/// <summary>The real grocery assortment through the whole application.</summary>
public sealed class GroceryImportTests(StackFixture stack)
{
    private const int Products = 20_732;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_GroceryAssortment_IsWholeAndSearchable()
    {
        Assert.SkipWhen(Feed.GroceryFile is null, "The grocery assortment is not beside this repository (../shared/data).");
        using var client = stack.CreateWriter();
        var id = Guid.NewGuid();

        await using (var file = File.OpenRead(Feed.GroceryFile))
        using (var accepted = await client.ImportCsvAsync(id, file, "?fileName=grocery-products.csv", Cancellation))
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var status = await client.WaitForImportAsync(id, Cancellation);

        Assert.Equal((ImportState.Succeeded, Products, Products, 0), (status.State, (int)status.RowsRead, (int)(status.Inserted + status.Updated + status.Unchanged), (int)status.Invalid));
        Assert.NotEmpty((await SearchAsync("?q=yogurt")).Items);
        Assert.NotEmpty((await SearchAsync("?q=yogurth")).Items);
        Assert.NotEmpty((await SearchAsync("?q=frzn pizz&facets=true")).Facets!.Categories);
        Assert.Contains((await SearchAsync("?q=GRO-1082185")).Items, p => p.Sku == "GRO-1082185");

        async Task<ProductPage> SearchAsync(string query) =>
            (await client.GetFromJsonAsync<ProductPage>($"/api/v1/products{query}", CatalogJson.Options, Cancellation))!;
    }
}
