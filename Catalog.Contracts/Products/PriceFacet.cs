namespace Catalog.Contracts.Products;

/// <summary>A range of prices, and how many products lie in it.</summary>
/// <param name="From">The lowest price in it, as <c>minPrice</c> takes it.</param>
/// <param name="To">The highest price in it, as <c>maxPrice</c> takes it; null in the last range, which has no upper end.</param>
/// <param name="Count">How many products.</param>
public sealed record PriceFacet(decimal From, decimal? To, long Count);
