using Catalog.Api.Http;
using Catalog.Api.Products.Validation;
using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Listing;

/// <summary>The query of the product list: read strictly, brought into one form.</summary>
internal static class ProductListParameters
{
    private const int LongestSearch = 200;
    private const int MostChoices = 20;

    public static IReadOnlyList<QueryParameter> All { get; } =
    [
        QueryParameter.Text("q", "What to search for. Every word must occur, or a spelling near it; the last may be the start of a word.", "electric kett"),
        QueryParameter.Text("category", "Path of a category: it and everything below it.", "home/kitchen/kettles"),
        QueryParameter.Texts("brand", "A brand's name; given more than once, any of them."),
        QueryParameter.Number("minPrice", "Lowest price, in any currency."),
        QueryParameter.Number("maxPrice", "Highest price, in any currency."),
        QueryParameter.Flag("inStock", "true: only what can be bought now."),
        QueryParameter.Texts("tag", "A tag; given more than once, all of them."),
        QueryParameter.Choice<ProductSort>("sort", "The order; relevance is the default with a search, name without."),
        QueryParameter.Text("cursor", "nextCursor or previousCursor of a page of the same search, filters and sort.", null),
        QueryParameter.Whole("limit", "Products on the page; 24 by default.", 1, 100),
        QueryParameter.Flag("facets", "true: also count what each further choice would leave."),
    ];

    public static ProductListQuery Read(IQueryCollection query, HttpLimitsOptions limits)
    {
        var reader = new QueryReader(query, All);
        var filter = new ProductFilter(
            reader.Text("q", LongestSearch),
            reader.Text("category", 1000)?.Trim('/').ToLowerInvariant() is { Length: > 0 } path ? path : null,
            Normalise(reader.Texts("brand", MostChoices, ProductLimits.Brand)),
            reader.Amount("minPrice"),
            reader.Amount("maxPrice"),
            reader.Flag("inStock"),
            Normalise(reader.Texts("tag", MostChoices, ProductLimits.Tag)));
        if (filter.MinPrice > filter.MaxPrice)
            reader.Refuse("minPrice", "must not be above maxPrice");

        var sort = reader.Choice("sort", ProductSort.Relevance);
        if (sort == ProductSort.Relevance && filter.Search is null)
            sort = ProductSort.Name;

        var limit = reader.Whole("limit", 1, limits.MaxPageSize, limits.DefaultPageSize);
        var withFacets = reader.Flag("facets");

        PageCursor? position = null;
        if (reader.Text("cursor", 4000) is { } text)
        {
            position = PageCursor.Decode(text, ProductListQuery.Fingerprint(filter, sort));
            if (position is null)
                reader.Refuse("cursor", PageCursor.Refusal);
        }

        reader.ThrowIfInvalid();
        return new ProductListQuery(filter, sort, position, limit, withFacets);
    }

    private static string[] Normalise(string[] values) =>
        [.. values.Select(value => value.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
