using Catalog.Api.Tests.Hosting;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products.Listing;

public sealed class ProductSearchTests(ProductSearchTests.Shop shop) : IClassFixture<ProductSearchTests.Shop>
{
    [Theory]
    [InlineData("chocolate milk", "Chocolate Milk")]
    [InlineData("choc mil", "Chocolate Milk")]
    [InlineData("chocolate mi", "Chocolate Milk")]
    [InlineData("CHOCOLATE", "Chocolate Milk")]
    [InlineData("choclate", "Chocolate Milk")]
    [InlineData("yoghurt", "Yogurt Not Multi-Packs 6 OZ")]
    [InlineData("yogurts", "Yogurt Not Multi-Packs 6 OZ")]
    [InlineData("multi-packs", "Yogurt Not Multi-Packs 6 OZ")]
    [InlineData("light bread", "Diet/Light Bread 16 OZ")]
    [InlineData("cheez its", "Cheese Crackers (Cheez-Its/Gol 7 OZ")]
    [InlineData("100% juice", "Dairy Case 100% Pure Juice - O 89 OZ")]
    [InlineData("bulk&bag", "Apples Granny Smith (Bulk&Bag) 3-LB BAG")]
    [InlineData("frzn", "Frzn Meat Alternatives 9 OZ")]
    [InlineData("GRO-1", "Crème Brûlée")]
    [InlineData("creme brulee", "Crème Brûlée")]
    [InlineData("halden", "Crème Brûlée")]
    [InlineData("desserts", "Crème Brûlée")]
    [InlineData("velvety", "Crème Brûlée")]
    [InlineData("zzzzzz", "")]
    public async Task Search_Words_FindsTheProduct(string search, string name)
    {
        var page = await shop.ListAsync($"q={Uri.EscapeDataString(search)}");

        Assert.Equal(name, page.Items.Count == 0 ? "" : page.Items[0].Name);
        Assert.True(page.Total >= page.Items.Count);
    }

    [Fact]
    public async Task Search_EqualName_ComesFirst()
    {
        var page = await shop.ListAsync("q=milk");

        Assert.Equal(["Milk", "Milk Drink", "Chocolate Milk"], page.Items.Select(item => item.Name));
    }

    [Theory]
    [InlineData("':*&|!")]
    [InlineData("' or 1=1 --")]
    [InlineData("((((")]
    [InlineData("\\\\ \\")]
    [InlineData("%_%")]
    [InlineData("<-> <2>")]
    [InlineData("a:A b:*B")]
    [InlineData("!!milk")]
    [InlineData("日本語 ελληνικά кириллица")]
    [InlineData("🍎🍏")]
    [InlineData("a b c d e f g h i j k l m n o p q r s t u v w x y z")]
    public async Task Search_Hostile_NeverFails(string search)
    {
        foreach (var sort in new[] { "relevance", "name", "price_asc", "price_desc", "newest" })
        {
            var page = await shop.ListAsync($"q={Uri.EscapeDataString(search)}&sort={sort}&facets=true");
            Assert.NotNull(page.Facets);
        }
    }

    [Theory]
    [InlineData("choc", SuggestionKind.Product, "Chocolate Milk")]
    [InlineData("dess", SuggestionKind.Category, "Desserts")]
    [InlineData("hal", SuggestionKind.Brand, "Halden")]
    public async Task Suggest_Begun_OffersIt(string typed, SuggestionKind kind, string text)
    {
        var suggestions = await shop.SuggestAsync(typed);

        Assert.Contains(suggestions, suggestion => suggestion.Kind == kind && suggestion.Text == text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":*")]
    public async Task Suggest_Nothing_OffersNothing(string typed) => Assert.Empty(await shop.SuggestAsync(typed));

    public sealed class Shop(AspireCache.TestSupport.TestServers servers) : CatalogApi(servers), IAsyncLifetime
    {
        private static readonly string[] Names =
        [
            "Chocolate Milk", "Milk", "Milk Drink", "Yogurt Not Multi-Packs 6 OZ", "Diet/Light Bread 16 OZ", "Cheese Crackers (Cheez-Its/Gol 7 OZ",
            "Dairy Case 100% Pure Juice - O 89 OZ", "Apples Granny Smith (Bulk&Bag) 3-LB BAG", "Frzn Meat Alternatives 9 OZ",
        ];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var name in Names)
                await this.CreateAsync(Sample.Input(name: name));
            await this.CreateAsync(Sample.Input("GRO-1", "Crème Brûlée") with { Brand = "Halden", Category = "Food > Desserts", Description = "Velvety and cool." });
        }
    }
}
