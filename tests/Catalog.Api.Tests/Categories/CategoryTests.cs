using System.Net.Http.Json;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Brands;
using Catalog.Contracts.Categories;

namespace Catalog.Api.Tests.Categories;

public sealed class CategoryTests(CategoryTests.Shop shop) : IClassFixture<CategoryTests.Shop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, "food home")]
    [InlineData(1, "food home home/bath home/kitchen")]
    [InlineData(8, "food home home/bath home/kitchen home/kitchen/pots-pans")]
    public async Task List_Depth_GoesDownThatFar(int depth, string paths)
    {
        var roots = await shop.Anonymous.GetFromJsonAsync<List<Category>>($"/api/v1/categories?depth={depth}", CatalogJson.Options, Cancellation);

        Assert.Equal(paths, string.Join(' ', Flatten(roots!).Select(category => category.Path)));
        Assert.Equal([1, 3], roots!.Select(category => category.ProductCount));
    }

    [Fact]
    public async Task Get_ByPath_HasTheWayAndTheChildren()
    {
        var category = await shop.Anonymous.GetFromJsonAsync<Category>("/api/v1/categories/by-path/home/kitchen", CatalogJson.Options, Cancellation);

        Assert.Equal(("Kitchen", 2L), (category!.Name, category.ProductCount));
        Assert.Equal(["home"], category.Ancestors.Select(ancestor => ancestor.Path));
        var child = Assert.Single(category.Children);
        Assert.Equal(("Pots & Pans", 1L), (child.Name, child.ProductCount));
        Assert.Equal(["home", "home/kitchen"], child.Ancestors.Select(ancestor => ancestor.Path));
    }

    [Theory]
    [InlineData("depth=9")]
    [InlineData("depth=x")]
    public async Task List_WrongDepth_SaysWhatIsRight(string query)
    {
        using var response = await shop.Anonymous.GetAsync($"/api/v1/categories?{query}", Cancellation);

        Assert.Contains("must be a whole number from 0 to 8", await Problem.FieldAsync(response, "depth"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brands_Paged_AreAllThereOnce()
    {
        var names = new List<string>();
        BrandPage? page = null;
        do
        {
            page = await BrandsAsync($"limit=1&cursor={page?.NextCursor}");
            names.AddRange(page.Items.Select(brand => $"{brand.Name} {brand.ProductCount}"));
        }
        while (page.NextCursor is not null);

        Assert.Equal(["100% Pure_ 1", "Halden 2", "Ömer 1"], names);
    }

    [Theory]
    [InlineData("ald", "Halden")]
    [InlineData("HAL", "Halden")]
    [InlineData("%", "100% Pure_")]
    [InlineData("_", "100% Pure_")]
    [InlineData("ömer", "Ömer")]
    [InlineData("zzz", "")]
    public async Task Brands_Searched_HaveIt(string search, string name)
    {
        var page = await BrandsAsync($"q={Uri.EscapeDataString(search)}");

        Assert.Equal(name, string.Join(' ', page.Items.Select(brand => brand.Name)));
    }

    private static IEnumerable<Category> Flatten(IEnumerable<Category> categories) =>
        categories.SelectMany(category => Flatten(category.Children).Prepend(category));

    private async Task<BrandPage> BrandsAsync(string query) =>
        (await shop.Anonymous.GetFromJsonAsync<BrandPage>($"/api/v1/brands?{query}", CatalogJson.Options, Cancellation))!;

    public sealed class Shop(AspireCache.TestSupport.TestServers servers) : CatalogApi(servers), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await this.CreateAsync(Sample.Input() with { Category = "Home > Kitchen", Brand = "Halden" });
            await this.CreateAsync(Sample.Input() with { Category = "Home > Kitchen > Pots & Pans", Brand = "halden" });
            await this.CreateAsync(Sample.Input() with { Category = "Home > Bath", Brand = "100% Pure_" });
            await this.CreateAsync(Sample.Input() with { Category = "Food", Brand = "Ömer" });
        }
    }
}
