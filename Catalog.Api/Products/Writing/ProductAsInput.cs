using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Writing;

/// <summary>A stored product in the form in which clients send one: what a merge patch is applied to.</summary>
internal static class ProductAsInput
{
    public static JsonObject Write(Product product) => JsonSerializer.SerializeToNode(
        new ProductInput
        {
            Sku = product.Sku,
            Name = product.Name,
            Description = product.Description,
            Brand = product.Brand,
            Category = product.CategoryPath.Count == 0 ? null : string.Join(" > ", product.CategoryPath.Select(category => category.Name)),
            Price = product.Price,
            Stock = product.Stock,
            Availability = product.Availability,
            Tags = product.Tags,
            ImageLink = product.ImageLink,
            Attributes = product.Attributes,
        },
        CatalogJson.Options)!.AsObject();
}
