namespace Catalog.Contracts.Products;

/// <summary>The orders a product list can have; equal ones follow by id.</summary>
public enum ProductSort
{
    /// <summary>Best match first; by name when nothing is searched for. The default.</summary>
    Relevance,

    /// <summary>By name.</summary>
    Name,

    /// <summary>Cheapest first.</summary>
    PriceAsc,

    /// <summary>Dearest first.</summary>
    PriceDesc,

    /// <summary>Made last first.</summary>
    Newest,
}
