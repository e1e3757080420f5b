namespace Catalog.Contracts.Products;

/// <summary>A value to filter by, and how many products it would leave.</summary>
/// <param name="Value">The value as the filter takes it.</param>
/// <param name="Count">How many products.</param>
public sealed record FacetCount(string Value, long Count);
