using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Contracts.Products;
using Web.Frontend.Api;
using Web.Frontend.Formatting;

namespace Web.Frontend.Editing;

/// <summary>A product as its form has it: all text, as typed, so that nothing typed is ever lost to a mistake in it.</summary>
public sealed class ProductForm
{
    public string? Sku { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? Brand { get; set; }

    public string? Category { get; set; }

    public string? Price { get; set; }

    public string? Currency { get; set; }

    public string? Stock { get; set; }

    public string? Availability { get; set; }

    public string? Tags { get; set; }

    public string? ImageLink { get; set; }

    public List<AttributeRow>? Attributes { get; set; }

    /// <summary>The form of a product that exists.</summary>
    public static ProductForm Of(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new ProductForm
        {
            Sku = product.Sku,
            Name = product.Name,
            Description = product.Description,
            Brand = product.Brand,
            Category = string.Join(" > ", product.CategoryPath.Select(link => link.Name)),
            Price = MoneyFormat.Amount(product.Price),
            Currency = product.Price.Currency,
            Stock = product.Stock.ToString(CultureInfo.InvariantCulture),
            Availability = WireName.Of(product.Availability),
            Tags = string.Join(", ", product.Tags),
            ImageLink = product.ImageLink,
            Attributes = [.. product.Attributes.Select(attribute => RowOf(attribute.Key, attribute.Value))],
        };
    }

    private static AttributeRow RowOf(string name, JsonNode? value) =>
        value is JsonValue plain && plain.TryGetValue<string>(out var text)
            ? new AttributeRow { Name = name, Value = text }
            : new AttributeRow { Name = name, Value = value?.ToJsonString() ?? "null", Kind = AttributeRow.Json };
}
