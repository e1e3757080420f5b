using System.Net;
using System.Net.Http.Json;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Categories;

namespace Catalog.Api.Tests.Caching;

/// <summary>What readers may rely on, whichever engine keeps the entries.</summary>
public abstract class CachedReadContract(CatalogApi api)
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_AfterAChange_ShowsIt()
    {
        var product = await api.CreateAsync(Sample.Input() with { Category = "Cached > Things" });
        var list = $"category=cached/things&limit=7";
        await NameAsync(product.Id);
        await api.ListAsync(list);
        await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{product.Sku}", Cancellation);

        await api.PatchAsync(product.Id, "\"1\"", """{ "name": "Changed" }""");

        Assert.Equal("Changed", await NameAsync(product.Id));
        Assert.Equal("Changed", (await api.ListAsync(list)).Items.Single().Name);
        var bySku = await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{product.Sku}", Cancellation);
        Assert.Equal("Changed", (await bySku.ReadProductAsync()).Name);
    }

    [Fact]
    public async Task Get_MovedToAnotherCategory_BothListsShowIt()
    {
        var product = await api.CreateAsync(Sample.Input() with { Category = "Here" });
        Assert.Equal(1, (await api.ListAsync("category=here")).Total);
        Assert.Equal(0, (await api.ListAsync("category=there")).Total);

        await api.PatchAsync(product.Id, "\"1\"", """{ "category": "There" }""");

        Assert.Equal(0, (await api.ListAsync("category=here")).Total);
        Assert.Equal(1, (await api.ListAsync("category=there")).Total);
    }

    [Fact]
    public async Task Get_WasMissing_IsFoundOnceMade()
    {
        var input = Sample.Input();
        await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{input.Sku}", Cancellation);

        await api.CreateAsync(input);

        Assert.True((await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{input.Sku}", Cancellation)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Get_Deleted_IsGone()
    {
        var product = await api.CreateAsync(Sample.Input());
        await NameAsync(product.Id);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(product.Sku));

        using var deleted = await api.ChangeAsync(HttpMethod.Delete, product.Id, "\"1\"");
        Assert.True(deleted.IsSuccessStatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await api.Anonymous.GetAsync($"{Sample.Products}/{product.Id}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(product.Sku));
    }

    [Fact]
    public async Task Categories_AfterAChange_CountAnew()
    {
        await api.CreateAsync(Sample.Input() with { Category = "Counted" });
        Assert.Equal(1, await CountAsync());

        await api.CreateAsync(Sample.Input() with { Category = "Counted > Deeper" });

        Assert.Equal(2, await CountAsync());
    }

    protected async Task<string> NameAsync(long id) =>
        (await (await api.Anonymous.GetAsync($"{Sample.Products}/{id}", Cancellation)).ReadProductAsync()).Name;

    protected async Task<HttpStatusCode> StatusAsync(string sku) =>
        (await api.Anonymous.GetAsync($"{Sample.Products}/by-sku/{sku}", Cancellation)).StatusCode;

    private async Task<long> CountAsync() =>
        (await api.Anonymous.GetFromJsonAsync<Category>("/api/v1/categories/by-path/counted", CatalogJson.Options, Cancellation))!.ProductCount;

    protected async Task<string> NameForWriterAsync(long id) =>
        (await (await api.Writer.GetAsync($"{Sample.Products}/{id}", Cancellation)).ReadProductAsync()).Name;

    protected Task RenameBehindAsync(long id) => ChangeBehindAsync(id, "name", "Behind");

    protected async Task ChangeBehindAsync(long id, string column, string value)
    {
        await using var command = api.Database.CreateCommand($"update products set {column} = $2 where id = $1");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
