using System.Globalization;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Http.Extensions;

namespace Web.Frontend.Api;

/// <summary>Which products to list; the storefront's addresses and the API use the same parameters.</summary>
public sealed record ProductQuery
{
    /// <summary>The words searched for.</summary>
    public string? Search { get; init; }

    /// <summary>A category's path: it and its descendants.</summary>
    public string? Category { get; init; }

    /// <summary>Any of these brands.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>All of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The lowest price.</summary>
    public decimal? MinPrice { get; init; }

    /// <summary>The highest price.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Only what can be bought now.</summary>
    public bool InStock { get; init; }

    /// <summary>The order; null for the API's default.</summary>
    public ProductSort? Sort { get; init; }

    /// <summary>Where the page begins; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many products a page has; null for the API's default.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the facets are wanted.</summary>
    public bool Facets { get; init; }

    /// <summary>Whether anything but the search words narrows the list.</summary>
    public bool HasFilters =>
        Category is not null || Brands.Count > 0 || Tags.Count > 0 || MinPrice is not null || MaxPrice is not null || InStock;

    /// <summary>Reads what an address asks for; parameters that make no sense are left out.</summary>
    public static ProductQuery Parse(IQueryCollection query) => new()
    {
        Search = Word(query["q"]),
        Category = Word(query["category"])?.Trim('/'),
        Brands = Words(query["brand"]),
        Tags = Words(query["tag"]),
        MinPrice = Price(query["minPrice"]),
        MaxPrice = Price(query["maxPrice"]),
        InStock = bool.TryParse(query["inStock"], out var inStock) && inStock,
        Sort = WireName.Find<ProductSort>(query["sort"]),
        Cursor = Word(query["cursor"]),
    };

    /// <summary>The parameters, always in the same order, so that equal questions have equal addresses.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToParameters()
    {
        if (Search is not null)
            yield return new("q", Search);
        if (Category is not null)
            yield return new("category", Category);
        foreach (var brand in Brands)
            yield return new("brand", brand);
        foreach (var tag in Tags)
            yield return new("tag", tag);
        if (MinPrice is { } min)
            yield return new("minPrice", min.ToString(CultureInfo.InvariantCulture));
        if (MaxPrice is { } max)
            yield return new("maxPrice", max.ToString(CultureInfo.InvariantCulture));
        if (InStock)
            yield return new("inStock", "true");
        if (Sort is { } sort)
            yield return new("sort", WireName.Of(sort));
        if (Limit is { } limit)
            yield return new("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (Facets)
            yield return new("facets", "true");
        if (Cursor is not null)
            yield return new("cursor", Cursor);
    }

    /// <summary>The parameters as a query string with its question mark; empty when there are none.</summary>
    public string ToQueryString() => new QueryBuilder(ToParameters()).ToQueryString().Value ?? "";

    private static string? Word(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string[] Words(IEnumerable<string?> values) =>
        [.. values.Select(Word).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static decimal? Price(string? value) =>
        decimal.TryParse(value?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) ? price : null;
}
