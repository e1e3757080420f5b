using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Products.Validation;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Samples;

/// <summary>Makes products out of the sample catalogue's words: the same ones each time, on each machine.</summary>
internal static class SampleGenerator
{
    public const int Count = 5000;

    // The generator behind a seeded Random is part of its contract.
    private const int Seed = 20_261_124;
    private const string Currency = "USD";

    public static IEnumerable<ProductDraft> Generate(IReadOnlyList<SampleDepartment> departments)
    {
        var categories = departments.SelectMany(department => department.Categories.Select(category => (department, category))).ToArray();
        var random = new Random(Seed);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            var (department, category) = categories[i % categories.Length];
            ProductDraft product;
            do
            {
                product = Generate(i, department, category, random);
            }
            while (!names.Add(product.Name));

            yield return product;
        }
    }

    private static ProductDraft Generate(int index, SampleDepartment department, SampleCategory category, Random random)
    {
        var brand = Any(department.Brands, random);
        var noun = Any(category.Nouns, random);
        var sizeIndex = random.Next(category.Sizes.Length);
        var size = category.Sizes[sizeIndex];
        var look = Any(department.Looks, random);

        var attributes = new JsonObject { [category.SizeName] = size, [LookName(department)] = look };
        foreach (var (name, values) in category.Facts)
            attributes[name] = Array.Find(values, value => noun.Contains(value, StringComparison.OrdinalIgnoreCase)) ?? Any(values, random);

        var (availability, stock) = Supply(random);
        return new ProductDraft(
            Sku: string.Create(CultureInfo.InvariantCulture, $"{Initials(department.Name)}-{10_001 + index}"),
            Name: $"{brand.Name} {Any(department.Models, random)} {noun}, {size}",
            Description: Describe(category, department, random),
            Brand: brand.Name,
            Category: category.Path,
            Price: new Money(Price(category, brand, (double)sizeIndex / category.Sizes.Length, random), Currency),
            stock,
            availability,
            Tags: Tags(department, category, look, random),
            ImageLink: null,
            Attributes: attributes.ToJsonString());
    }

    // Two different sentences of the category, one of the department.
    private static string Describe(SampleCategory category, SampleDepartment department, Random random)
    {
        var first = random.Next(category.Sentences.Length);
        var second = (first + 1 + random.Next(category.Sentences.Length - 1)) % category.Sentences.Length;
        return $"{category.Sentences[first]} {category.Sentences[second]} {Any(department.Closings, random)}";
    }

    // Cheap ones are many, dear ones few; a larger size costs more; what shops call a round price.
    private static decimal Price(SampleCategory category, SampleBrand brand, double size, Random random)
    {
        var place = (0.75 * random.NextDouble() * random.NextDouble()) + (0.25 * size);
        var exact = category.Cheapest * Math.Pow(category.Dearest / category.Cheapest, place) * brand.PriceLevel;
        return exact < 10
            ? Math.Round((decimal)exact * 10) / 10 + 0.09m
            : Math.Max(1, Math.Round((decimal)exact)) - (random.Next(4) == 0 ? 0.05m : 0.10m);
    }

    private static (Availability Availability, int Stock) Supply(Random random) => random.Next(100) switch
    {
        < 6 => (Availability.OutOfStock, 0),
        < 8 => (Availability.Backorder, 0),
        < 9 => (Availability.Preorder, 0),
        _ => (Availability.InStock, 1 + (int)(240 * random.NextDouble() * random.NextDouble())),
    };

    private static string[] Tags(SampleDepartment department, SampleCategory category, string look, Random random)
    {
        var tags = new SortedSet<string>(StringComparer.Ordinal)
        {
            TagRules.Normalise(look),
            TagRules.Normalise(category.Path.Split(" > ")[1].Split(" & ")[0]),
            TagRules.Normalise(department.Name.Split(" & ")[0]),
        };
        var luck = random.Next(100);
        if (luck < 12)
            tags.Add("bestseller");
        if (luck is >= 10 and < 20)
            tags.Add("new");
        if (luck is >= 80 and < 95)
            tags.Add("sale");
        if (luck % 4 == 0)
            tags.Add("sustainable");
        return [.. tags];
    }

    private static string LookName(SampleDepartment department) => department.Name switch
    {
        "Beauty & Care" => "Scent",
        "Food & Drink" => "Variety",
        _ => "Colour",
    };

    private static string Initials(string department) =>
        string.Concat(department.Split(" & ").Select(word => word[..Math.Min(word.Length, 2)])).ToUpperInvariant();

    private static T Any<T>(IReadOnlyList<T> items, Random random) => items[random.Next(items.Count)];
}
