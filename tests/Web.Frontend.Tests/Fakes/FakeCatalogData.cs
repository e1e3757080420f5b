using System.Text.Json.Nodes;
using Catalog.Contracts;
using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;

namespace Web.Frontend.Tests.Fakes;

/// <summary>A small catalogue, the same every time.</summary>
internal static class FakeCatalogData
{
    private static readonly (string Department, string Category, string[] Types)[] Tree =
    [
        ("Home & Kitchen", "Kettles", ["Stovetop kettle", "Gooseneck kettle", "Travel kettle"]),
        ("Home & Kitchen", "Cookware", ["Cast-iron pan", "Saucepan with lid", "Roasting tin"]),
        ("Garden", "Tools", ["Hand trowel", "Pruning shears", "Garden fork"]),
        ("Garden", "Plants", ["Lavender in a pot", "Olive tree", "Rosemary"]),
        ("Books", "Cooking", ["Bread, slowly", "The vegetable year"]),
        ("Toys", "Building", ["Wooden blocks", "Marble run"]),
    ];

    private static readonly string[] Brands = ["Northwick", "Ola & Fils", "Tarn/Hollow", "Brightwater"];
    private static readonly string[] Tags = ["new", "gift", "organic", "sale"];
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public static List<Product> Create()
    {
        var products = new List<Product>();
        foreach (var (department, category, types) in Tree)
        {
            foreach (var type in types)
            {
                for (var size = 1; size <= 4; size++)
                    products.Add(Product(products.Count + 1, department, category, type, size));
            }
        }

        return products;
    }

    public static IReadOnlyList<CategoryLink> PathOf(string? category)
    {
        var links = new List<CategoryLink>();
        foreach (var name in category?.Split(" > ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var path = links.Count == 0 ? SlugOf(name) : $"{links[^1].Path}/{SlugOf(name)}";
            links.Add(new CategoryLink(Math.Abs((long)path.GetHashCode(StringComparison.Ordinal)), name, path));
        }

        return links;
    }

    private static string SlugOf(string name) =>
        string.Join('-', name.ToLowerInvariant().Split([' ', '&'], StringSplitOptions.RemoveEmptyEntries));

    private static Product Product(int id, string department, string category, string type, int size) => new(
        id,
        $"SKU-{id:0000}",
        $"{type}, size {size}",
        $"A {type} made to last. It comes in four sizes; this is number {size}.\nWipe with a dry cloth.",
        id % 7 == 0 ? null : Brands[id % Brands.Length],
        PathOf($"{department} > {category}"),
        new Money(4.5m * id + 0.49m, id % 11 == 0 ? "EUR" : "USD"),
        id % 5 == 0 ? 0 : id % 13,
        id % 5 == 0 ? Availability.OutOfStock : id % 17 == 0 ? Availability.Preorder : Availability.InStock,
        id % 3 == 0 ? [Tags[id % Tags.Length]] : [],
        ImageLink: null,
        new JsonObject { ["material"] = id % 2 == 0 ? "Steel" : "Beech", ["sizeNumber"] = size, ["dishwasherSafe"] = id % 2 == 0 },
        Version: 1,
        Start.AddMinutes(id),
        Start.AddMinutes(id));
}
