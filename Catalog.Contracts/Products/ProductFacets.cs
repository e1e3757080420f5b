namespace Catalog.Contracts.Products;

/// <summary>
/// How many products each choice would leave. Brands, prices and in stock are counted without their own filter, so that the
/// other choices stay visible once one is taken; tags with it, since a product must have all of them; categories count the
/// children of the chosen category.
/// </summary>
/// <param name="Categories">Children of the chosen category (roots when none is), with their subtrees; most first.</param>
/// <param name="Brands">The brands with the most products, at most 20.</param>
/// <param name="Tags">The tags with the most products, at most 20.</param>
/// <param name="Prices">Price ranges that together hold every matching product, cheapest first.</param>
/// <param name="InStock">How many can be bought now.</param>
public sealed record ProductFacets(
    IReadOnlyList<CategoryFacet> Categories,
    IReadOnlyList<FacetCount> Brands,
    IReadOnlyList<FacetCount> Tags,
    IReadOnlyList<PriceFacet> Prices,
    long InStock);
