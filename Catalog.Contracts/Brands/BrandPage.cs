namespace Catalog.Contracts.Brands;

/// <summary>One page of the brands, by name.</summary>
/// <param name="Items">The brands.</param>
/// <param name="NextCursor">Gives the page after this one; null on the last page.</param>
public sealed record BrandPage(IReadOnlyList<Brand> Items, string? NextCursor);
