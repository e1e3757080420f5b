namespace Catalog.Api.Products.Listing;

/// <summary>The choices that a list can be narrowed by, one filter each.</summary>
internal enum Facet
{
    None,
    Brand,
    Price,
    InStock,
}
