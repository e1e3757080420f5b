using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Writing;

/// <summary>What became of a change.</summary>
/// <param name="Product">The product as it is now.</param>
/// <param name="Before">As it was; null when it is new.</param>
internal sealed record WriteResult(Product Product, Product? Before)
{
    public bool Changed => Before is null || Before.Version != Product.Version;
}
