namespace Catalog.Contracts.Products;

/// <summary>One page of a product list.</summary>
/// <param name="Items">The products, in the order asked for.</param>
/// <param name="NextCursor">Gives the page after this one; null on the last page.</param>
/// <param name="PreviousCursor">Gives the page before this one; null on the first page.</param>
/// <param name="Total">How many products match the search and the filters, over all pages.</param>
/// <param name="Facets">Counts to narrow the list by; null unless asked for.</param>
public sealed record ProductPage(
    IReadOnlyList<ProductSummary> Items,
    string? NextCursor,
    string? PreviousCursor,
    long Total,
    ProductFacets? Facets);
