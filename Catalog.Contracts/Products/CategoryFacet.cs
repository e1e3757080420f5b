using Catalog.Contracts.Categories;

namespace Catalog.Contracts.Products;

/// <summary>A category to filter by, and how many products of it and of its descendants match.</summary>
/// <param name="Category">The category.</param>
/// <param name="Count">How many products.</param>
public sealed record CategoryFacet(CategoryLink Category, long Count);
