namespace Catalog.Api.Products.Listing;

/// <summary>A filter in the database's terms.</summary>
/// <param name="Filter">What was asked for.</param>
/// <param name="Terms">The search as a tsquery; null when there is nothing to search for.</param>
/// <param name="CategoryId">The category; null when none was asked for or there is no such.</param>
/// <param name="CategoryDepth">How deep it is: 1 for a root, 0 when none was asked for.</param>
/// <param name="BrandIds">The brands of those names.</param>
internal sealed record ResolvedFilter(ProductFilter Filter, string? Terms, long? CategoryId, int CategoryDepth, long[] BrandIds)
{
    /// <summary>Nothing can match: an unknown category or brand, or a search without a single letter or digit.</summary>
    public bool IsEmpty =>
        (Filter.CategoryPath is not null && CategoryId is null)
        || (Filter.Brands.Length > 0 && BrandIds.Length == 0)
        || (Filter.Search is not null && string.IsNullOrEmpty(Terms));
}
