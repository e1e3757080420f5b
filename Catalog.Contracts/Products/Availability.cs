namespace Catalog.Contracts.Products;

/// <summary>Whether a product can be bought; the words of Google's Merchant product data specification.</summary>
public enum Availability
{
    /// <summary>Can be bought and is sent at once.</summary>
    InStock,

    /// <summary>Cannot be bought now.</summary>
    OutOfStock,

    /// <summary>Can be ordered before it is out.</summary>
    Preorder,

    /// <summary>Can be ordered, is sent when it is back.</summary>
    Backorder,
}
