using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Tests.Listing;

public sealed class ListingModelTests
{
    private static readonly ProductPage Empty = new([], null, null, 0, null);

    [Fact]
    public void Parse_Nonsense_LeavesItOut()
    {
        var query = Parse("?q=%20&minPrice=abc&maxPrice=-3&inStock=maybe&sort=upwards&brand=&brand=A&brand=A&category=/a/b/");

        Assert.Equivalent(new ProductQuery { Brands = ["A"], Category = "a/b" }, query);
    }

    [Fact]
    public void ToQueryString_EverythingSet_ReadsBackTheSame()
    {
        var query = new ProductQuery
        {
            Search = "tea & more", Category = "home/kitchen", Brands = ["A/B", "C"], Tags = ["x"], MinPrice = 1.5m, MaxPrice = 20,
            InStock = true, Sort = ProductSort.PriceDesc, Cursor = "a+b/=",
        };

        Assert.Equivalent(query, Parse(query.ToQueryString()), strict: true);
    }

    [Fact]
    public void BrandUrl_ChosenBrand_TakesItOffAndGoesToTheFirstPage()
    {
        var model = Model(ListingScope.Products, new ProductQuery { Brands = ["A", "B"], Cursor = "9" });

        Assert.Equal("/products?brand=B", model.BrandUrl("A"));
        Assert.Equal("/products?brand=A&brand=B&brand=C", model.BrandUrl("C"));
    }

    [Fact]
    public void CategoryUrl_OnACategoryPage_LeadsToTheOtherPageWithTheFilters()
    {
        var model = Model(ListingScope.Category("home"), new ProductQuery { Category = "home", InStock = true });

        Assert.Equal("/c/home/kettles?inStock=true", model.CategoryUrl("home/kettles"));
        Assert.Equal(["Availability"], model.Filters.Select(filter => filter.Kind));
        Assert.Equal("/c/home", model.ClearUrl);
    }

    [Fact]
    public void Filters_OnABrandPage_DoNotOfferToRemoveTheBrand()
    {
        var model = Model(ListingScope.Brand("A & B"), new ProductQuery { Brands = ["A & B"], MinPrice = 5 });

        var filter = Assert.Single(model.Filters);
        Assert.Equal("5.00 and more", filter.Label);
        Assert.Equal("/brands/A%20%26%20B", filter.RemoveUrl);
    }

    [Fact]
    public void PriceUrl_ChosenRange_TakesItOff()
    {
        var range = new PriceFacet(10, 20, 3);
        var model = Model(ListingScope.Products, new ProductQuery { MinPrice = 10, MaxPrice = 20 });

        Assert.True(model.IsChosen(range));
        Assert.Equal("/products", model.PriceUrl(range));
    }

    [Fact]
    public void NextUrl_Cursor_KeepsFiltersAndOrder()
    {
        var model = new ListingModel(
            ListingScope.Search,
            new ProductQuery { Search = "tea", Sort = ProductSort.Newest, Facets = true },
            Empty with { NextCursor = "n", PreviousCursor = "p" });

        Assert.Equal("/search?q=tea&sort=newest&cursor=n", model.NextUrl);
        Assert.Equal("/search?q=tea&sort=newest&cursor=p", model.PreviousUrl);
    }

    private static ListingModel Model(ListingScope scope, ProductQuery query) => new(scope, query, Empty);

    private static ProductQuery Parse(string query) => ProductQuery.Parse(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
