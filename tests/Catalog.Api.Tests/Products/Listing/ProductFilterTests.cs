using Catalog.Api.Tests.Hosting;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products.Listing;

public sealed class ProductFilterTests(ProductFilterTests.Shop shop) : IClassFixture<ProductFilterTests.Shop>
{
    [Theory]
    [InlineData("category=home", "A,B,C")]
    [InlineData("category=/HOME/Kitchen/", "A,B")]
    [InlineData("category=home/kit", "")]
    [InlineData("category=nowhere", "")]
    [InlineData("brand=halden", "A,C")]
    [InlineData("brand=HALDEN&brand=Brisa", "A,B,C")]
    [InlineData("brand=nobody", "")]
    [InlineData("brand=nobody&brand=brisa", "B")]
    [InlineData("minPrice=20", "B,C,D")]
    [InlineData("minPrice=20&maxPrice=30", "B,C")]
    [InlineData("inStock=true", "A,C")]
    [InlineData("inStock=false", "A,B,C,D")]
    [InlineData("tag=red", "A,B")]
    [InlineData("tag=Red&tag=new", "A")]
    [InlineData("q=thing&category=home&brand=halden&minPrice=5&tag=red", "A")]
    public async Task List_Filtered_HasOnlyThose(string filter, string names)
    {
        var page = await shop.ListAsync($"{filter}&sort=name");

        Assert.Equal(names, string.Join(',', page.Items.Select(item => item.Name[..1])));
        Assert.Equal(page.Items.Count, page.Total);
    }

    [Fact]
    public async Task Facets_AFilterIsSet_CountWhatEachChoiceWouldLeave()
    {
        var facets = (await shop.ListAsync("brand=halden&facets=true")).Facets!;

        // Its own filter does not narrow the brands; it does all others.
        Assert.Equal([new("Halden", 2), new("Brisa", 1)], facets.Brands);
        Assert.Equal([new("new", 1), new("red", 1)], facets.Tags.OrderBy(tag => tag.Value));
        Assert.Equal(("home", 2L), (facets.Categories.Single().Category.Path, facets.Categories.Single().Count));
        Assert.Equal(2, facets.InStock);
        Assert.Equal(2, facets.Prices.Sum(price => price.Count));
    }

    [Fact]
    public async Task Facets_InACategory_CountItsChildren()
    {
        var facets = (await shop.ListAsync("category=home&facets=true")).Facets!;

        Assert.Equal([("home/kitchen", 2), ("home/bath", 1)], facets.Categories.Select(facet => (facet.Category.Path, facet.Count)));
    }

    [Fact]
    public async Task Facets_PriceRange_LeavesAsManyAsItSays()
    {
        var prices = (await shop.ListAsync("facets=true")).Facets!.Prices;

        Assert.Equal(4, prices.Sum(price => price.Count));
        Assert.Null(prices[^1].To);
        foreach (var price in prices)
        {
            var page = await shop.ListAsync(FormattableString.Invariant($"minPrice={price.From}&maxPrice={price.To}"));
            Assert.Equal(price.Count, page.Total);
        }
    }

    [Theory]
    [InlineData("colour=red", "colour", "is not a parameter here; there are q, category")]
    [InlineData("limit=0", "limit", "must be a whole number from 1 to 100; it is '0'")]
    [InlineData("limit=101", "limit", "must be a whole number from 1 to 100; it is '101'")]
    [InlineData("limit=many", "limit", "must be a whole number from 1 to 100; it is 'many'")]
    [InlineData("limit=1&limit=2", "limit", "may be given once; it is there 2 times")]
    [InlineData("minPrice=cheap", "minPrice", "must be a number from 0")]
    [InlineData("minPrice=-1", "minPrice", "must be a number from 0")]
    [InlineData("maxPrice=1e5", "maxPrice", "must be a number from 0")]
    [InlineData("minPrice=5&maxPrice=4", "minPrice", "must not be above maxPrice")]
    [InlineData("inStock=yes", "inStock", "must be true or false; it is 'yes'")]
    [InlineData("facets=1", "facets", "must be true or false; it is '1'")]
    [InlineData("sort=best", "sort", "must be one of relevance, name, price_asc, price_desc, newest; it is 'best'")]
    [InlineData("q=%00", "q", "must not have control characters")]
    [InlineData("tag=a&tag=b&tag=c&tag=d&tag=e&tag=f&tag=g&tag=h&tag=i&tag=j&tag=k&tag=l&tag=m&tag=n&tag=o&tag=p&tag=q&tag=r&tag=s&tag=t&tag=u", "tag", "may be given at most 20 times")]
    public async Task List_WrongParameter_IsNamedWithWhatWouldBeRight(string query, string parameter, string message)
    {
        using var response = await shop.Anonymous.GetAsync($"{Sample.Products}?{query}", TestContext.Current.CancellationToken);

        Assert.Contains(message, await Problem.FieldAsync(response, parameter), StringComparison.Ordinal);
    }

    public sealed class Shop(AspireCache.TestSupport.TestServers servers) : CatalogApi(servers), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await this.CreateAsync(Sample.Input(name: "A thing", amount: 10) with { Category = "Home > Kitchen", Brand = "Halden", Tags = ["red", "new"], Stock = 1 });
            await this.CreateAsync(Sample.Input(name: "B thing", amount: 20) with { Category = "Home > Kitchen", Brand = "Brisa", Tags = ["red"], Stock = 1, Availability = Availability.Preorder });
            await this.CreateAsync(Sample.Input(name: "C thing", amount: 30) with { Category = "Home > Bath", Brand = "Halden", Stock = 1 });
            await this.CreateAsync(Sample.Input(name: "D thing", amount: 4999.99m));
        }
    }
}
