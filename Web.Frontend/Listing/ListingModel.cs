using System.Globalization;
using Catalog.Contracts.Products;
using Web.Frontend.Api;

namespace Web.Frontend.Listing;

/// <summary>A page of products on a page of the storefront, with the addresses of everything one can choose there.</summary>
/// <param name="Scope">The page it is on.</param>
/// <param name="Query">What is shown.</param>
/// <param name="Page">What the API found.</param>
/// <param name="CategoryName">The name of the category filtered by, where it is known.</param>
public sealed record ListingModel(ListingScope Scope, ProductQuery Query, ProductPage Page, string? CategoryName = null)
{
    /// <summary>The list without any filter.</summary>
    public string ClearUrl => Scope.UrlOf(Scope.Unfiltered(Query));

    /// <summary>The page before this one, or null.</summary>
    public string? PreviousUrl => Page.PreviousCursor is { } cursor ? Scope.PageUrl(Query with { Cursor = cursor }) : null;

    /// <summary>The page after this one, or null.</summary>
    public string? NextUrl => Page.NextCursor is { } cursor ? Scope.PageUrl(Query with { Cursor = cursor }) : null;

    /// <summary>The filters that can be taken off on this page.</summary>
    public IReadOnlyList<ListingFilter> Filters { get; } = [.. FiltersOf(Scope, Query, CategoryName)];

    /// <summary>The order in force.</summary>
    public ProductSort Sort => Query.Sort ?? ProductSort.Relevance;

    public string SortUrl(ProductSort sort) =>
        Scope.UrlOf(Query with { Sort = sort is ProductSort.Relevance ? null : sort });

    public string CategoryUrl(string path) => Scope.UrlOf(Query with { Category = path });

    public string BrandUrl(string brand) => Scope.UrlOf(Query with { Brands = Toggle(Query.Brands, brand) });

    public string TagUrl(string tag) => Scope.UrlOf(Query with { Tags = Toggle(Query.Tags, tag) });

    public string InStockUrl => Scope.UrlOf(Query with { InStock = !Query.InStock });

    public string PriceUrl(PriceFacet range) => Scope.UrlOf(
        IsChosen(range) ? Query with { MinPrice = null, MaxPrice = null } : Query with { MinPrice = range.From, MaxPrice = range.To });

    public bool IsChosen(PriceFacet range) => Query.MinPrice == range.From && Query.MaxPrice == range.To;

    /// <summary>What a form that asks for a price has to carry along, so that the other choices stay.</summary>
    public IEnumerable<KeyValuePair<string, string>> ParametersWithoutPrice =>
        (Scope.Remaining(Query) with { MinPrice = null, MaxPrice = null, Cursor = null, Facets = false, Limit = null }).ToParameters();

    private static IEnumerable<ListingFilter> FiltersOf(ListingScope scope, ProductQuery query, string? categoryName)
    {
        var own = scope.Remaining(query);
        if (own.Category is { } category)
            yield return new("Category", categoryName ?? category, scope.UrlOf(query with { Category = null }));
        foreach (var brand in own.Brands)
            yield return new("Brand", brand, scope.UrlOf(query with { Brands = Toggle(query.Brands, brand) }));
        foreach (var tag in own.Tags)
            yield return new("Tag", tag, scope.UrlOf(query with { Tags = Toggle(query.Tags, tag) }));
        if (own.MinPrice is not null || own.MaxPrice is not null)
            yield return new("Price", Range(own.MinPrice, own.MaxPrice), scope.UrlOf(query with { MinPrice = null, MaxPrice = null }));
        if (own.InStock)
            yield return new("Availability", "In stock", scope.UrlOf(query with { InStock = false }));
    }

    /// <summary>A range of prices in words; the catalogue may mix currencies, so it has no sign.</summary>
    public static string Range(decimal? from, decimal? to) => (from, to) switch
    {
        (null, { } high) => $"up to {Plain(high)}",
        ({ } low, null) => $"{Plain(low)} and more",
        ({ } low, { } high) => $"{Plain(low)} – {Plain(high)}",
        _ => "any",
    };

    private static string Plain(decimal price) => price.ToString("#,0.00##", CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Toggle(IReadOnlyList<string> values, string value) =>
        values.Contains(value) ? [.. values.Where(other => other != value)] : [.. values, value];
}
