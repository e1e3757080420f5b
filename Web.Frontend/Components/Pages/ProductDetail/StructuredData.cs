using System.Text.Json.Nodes;
using Catalog.Contracts.Products;
using Web.Frontend.Formatting;

namespace Web.Frontend.Components.Pages.ProductDetail;

/// <summary>A product as search engines read it: JSON-LD in the words of schema.org.</summary>
internal static class StructuredData
{
    /// <summary>The script's content. The default encoder escapes <c>&lt;</c>, so no text can end the script element.</summary>
    public static string Of(Product product, string url, string picture, string baseUrl)
    {
        var node = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@graph"] = new JsonArray(ProductOf(product, url, picture), BreadcrumbsOf(product, url, new Uri(baseUrl))),
        };
        return node.ToJsonString();
    }

    private static JsonObject ProductOf(Product product, string url, string picture)
    {
        var node = new JsonObject
        {
            ["@type"] = "Product",
            ["sku"] = product.Sku,
            ["name"] = product.Name,
            ["image"] = picture,
            ["url"] = url,
            ["offers"] = new JsonObject
            {
                ["@type"] = "Offer",
                ["url"] = url,
                ["price"] = MoneyFormat.Amount(product.Price),
                ["priceCurrency"] = product.Price.Currency,
                ["availability"] = "https://schema.org/" + AvailabilityOf(product.Availability),
            },
        };
        if (product.Description.Length > 0)
            node["description"] = product.Description;
        if (product.Brand is { } brand)
            node["brand"] = new JsonObject { ["@type"] = "Brand", ["name"] = brand };
        return node;
    }

    private static JsonObject BreadcrumbsOf(Product product, string url, Uri baseUrl)
    {
        var items = new JsonArray();
        foreach (var category in product.CategoryPath)
            Add(category.Name, new Uri(baseUrl, SiteUrl.Category(category.Path)).AbsoluteUri);
        Add(product.Name, url);
        return new JsonObject { ["@type"] = "BreadcrumbList", ["itemListElement"] = items };

        void Add(string name, string item) => items.Add((JsonNode)new JsonObject
        {
            ["@type"] = "ListItem",
            ["position"] = items.Count + 1,
            ["name"] = name,
            ["item"] = item,
        });
    }

    private static string AvailabilityOf(Availability availability) => availability switch
    {
        Availability.InStock => "InStock",
        Availability.Preorder => "PreOrder",
        Availability.Backorder => "BackOrder",
        _ => "OutOfStock",
    };
}
