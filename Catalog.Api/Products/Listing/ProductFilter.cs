namespace Catalog.Api.Products.Listing;

/// <summary>Which products a list has.</summary>
/// <param name="Search">What was typed, or null.</param>
/// <param name="CategoryPath">Slugs from the root: the category and all below it.</param>
/// <param name="Brands">Any of these, whatever their case.</param>
/// <param name="MinPrice">Lowest price.</param>
/// <param name="MaxPrice">Highest price.</param>
/// <param name="InStock">Only what can be bought now.</param>
/// <param name="Tags">All of these.</param>
internal sealed record ProductFilter(
    string? Search, string? CategoryPath, string[] Brands, decimal? MinPrice, decimal? MaxPrice, bool InStock, string[] Tags);
