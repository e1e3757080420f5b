using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Errors;
using Catalog.Api.Products.Validation;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Writing;

/// <summary>
/// Reads a product from JSON by hand rather than by the serializer, which stops at the first fault and tells it in terms of
/// its own types: here every member that is unknown or of the wrong type is named, with what would be right.
/// </summary>
internal static class ProductInputReader
{
    private static readonly string[] Members =
        ["sku", "name", "description", "brand", "category", "price", "stock", "availability", "tags", "imageLink", "attributes"];

    private static readonly string[] PriceMembers = ["amount", "currency"];

    public static ProductInput Read(JsonObject json, FieldErrors errors)
    {
        RefuseUnknown(json, Members, "", errors);
        return new ProductInput
        {
            Sku = Text(json, "sku", errors),
            Name = Text(json, "name", errors),
            Description = Text(json, "description", errors),
            Brand = Text(json, "brand", errors),
            Category = Text(json, "category", errors),
            Price = Price(json["price"], errors),
            Stock = Whole(json, "stock", errors),
            Availability = Choice(json, "availability", errors),
            Tags = Texts(json, "tags", errors),
            ImageLink = Text(json, "imageLink", errors),
            Attributes = Object(json["attributes"], "attributes", errors),
        };
    }

    private static Money? Price(JsonNode? node, FieldErrors errors)
    {
        if (Object(node, "price", errors) is not { } json)
            return null;

        RefuseUnknown(json, PriceMembers, "price.", errors);
        var amount = json["amount"];
        var value = 0m;
        if (amount is null)
            errors.Add("price.amount", "is required: give a number, such as 24.90");
        else if (amount.GetValueKind() != JsonValueKind.Number)
            errors.Add("price.amount", $"must be a number, such as 24.90, not {Kind(amount)}");
        else if (!amount.AsValue().TryGetValue(out value))
            errors.Add("price.amount", $"must be 0 to {ProductLimits.Price}; this is {TextRules.Quote(amount.ToJsonString())}");

        return new Money(value, Text(json, "currency", errors, "price.") ?? "");
    }

    private static string? Text(JsonObject json, string name, FieldErrors errors, string prefix = "")
    {
        if (json[name] is not { } node)
            return null;

        if (node.GetValueKind() != JsonValueKind.String)
        {
            errors.Add(prefix + name, $"must be a text, not {Kind(node)}");
            return null;
        }

        return TextOf(node, prefix + name, errors);
    }

    private static string? TextOf(JsonNode node, string field, FieldErrors errors)
    {
        try
        {
            return node.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            errors.Add(field, "must be valid Unicode; this has half of a surrogate pair");
            return null;
        }
    }

    private static int? Whole(JsonObject json, string name, FieldErrors errors)
    {
        if (json[name] is not { } node)
            return null;
        if (node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out int value))
            return value;

        errors.Add(name, node.GetValueKind() == JsonValueKind.Number
            ? $"must be a whole number from 0 to {ProductLimits.Stock}; this is {TextRules.Quote(node.ToJsonString())}"
            : $"must be a whole number, not {Kind(node)}");
        return null;
    }

    private static Availability? Choice(JsonObject json, string name, FieldErrors errors)
    {
        if (Text(json, name, errors) is not { } word)
            return null;

        foreach (var choice in Enum.GetValues<Availability>())
        {
            if (ProductRows.Word(choice) == word)
                return choice;
        }

        errors.Add(name, $"must be one of {string.Join(", ", Enum.GetValues<Availability>().Select(ProductRows.Word))}; this is {TextRules.Quote(word)}");
        return null;
    }

    private static List<string>? Texts(JsonObject json, string name, FieldErrors errors)
    {
        if (json[name] is not { } node)
            return null;

        if (node is not JsonArray items)
        {
            errors.Add(name, $"must be a list of texts, not {Kind(node)}");
            return null;
        }

        var texts = new List<string>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i]?.GetValueKind() != JsonValueKind.String)
                errors.Add($"{name}[{i}]", $"must be a text, not {Kind(items[i])}");
            else if (TextOf(items[i]!, $"{name}[{i}]", errors) is { } text)
                texts.Add(text);
        }

        // With a hole in it, the places of those that follow would be told wrongly.
        return texts.Count == items.Count ? texts : null;
    }

    private static JsonObject? Object(JsonNode? node, string name, FieldErrors errors)
    {
        if (node is not null and not JsonObject)
            errors.Add(name, $"must be an object, not {Kind(node)}");

        return node as JsonObject;
    }

    private static void RefuseUnknown(JsonObject json, string[] known, string prefix, FieldErrors errors)
    {
        foreach (var (name, _) in json)
        {
            if (Array.IndexOf(known, name) < 0)
            {
                var meant = Array.Find(known, member => member.Equals(name, StringComparison.OrdinalIgnoreCase));
                errors.Add(prefix + name, meant is null
                    ? $"is not a member; there are {string.Join(", ", known)}"
                    : $"is not a member; did you mean '{meant}'?");
            }
        }
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
