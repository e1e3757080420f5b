using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Contracts;
using Catalog.Contracts.Products;
using Web.Frontend.Api;

namespace Web.Frontend.Editing;

/// <summary>
/// Reads what was typed. Only what cannot be put into the API's words at all is an error here; the rules of a product are the
/// API's, and so are its messages about them.
/// </summary>
public static class ProductFormReader
{
    /// <summary>What to send, or null where <paramref name="errors"/> says why not.</summary>
    public static ProductInput? Read(ProductForm form, FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(errors);

        var input = new ProductInput
        {
            Sku = Text(form.Sku),
            Name = Text(form.Name),
            Description = form.Description?.ReplaceLineEndings("\n").Trim(),
            Brand = Text(form.Brand),
            Category = Text(form.Category),
            Price = ReadPrice(form, errors),
            Stock = ReadStock(form.Stock, errors),
            Availability = ReadAvailability(form.Availability, errors),
            Tags = form.Tags?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            ImageLink = Text(form.ImageLink),
            Attributes = ReadAttributes(form.Attributes ?? [], errors),
        };
        if (errors.IsEmpty)
            return input;

        // The API is not asked now: what it would say first of all belongs to the list too.
        foreach (var (field, text) in new[] { ("name", form.Name), ("sku", form.Sku), (ProductField.Price, form.Price) })
        {
            if (Text(text) is null)
                errors.Add(field, "is required");
        }

        return null;
    }

    /// <summary>A number with a decimal point; other signs mean different things to different people.</summary>
    public static bool TryPrice(string? text, out decimal amount) =>
        decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out amount);

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static Money? ReadPrice(ProductForm form, FieldErrors errors)
    {
        if (Text(form.Price) is null)
            return null; // The API says that it is required.

        var currency = Text(form.Currency)?.ToUpperInvariant();
        if (!TryPrice(form.Price, out var amount))
            errors.Add(ProductField.Price, "Write the price as a number, such as 12.50.");
        if (currency is null)
            errors.Add(ProductField.Currency, "Choose the price's currency.");
        return currency is null ? null : new Money(amount, currency);
    }

    private static int? ReadStock(string? text, FieldErrors errors)
    {
        if (Text(text) is not { } stock)
            return null;
        if (int.TryParse(stock, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return count;

        errors.Add(ProductField.Stock, "Write how many there are as a whole number, such as 25.");
        return null;
    }

    private static Availability? ReadAvailability(string? text, FieldErrors errors)
    {
        if (Text(text) is not { } name)
            return null;

        var availability = WireName.Find<Availability>(name);
        if (availability is null)
            errors.Add(ProductField.Availability, "Choose one of the options.");
        return availability;
    }

    private static JsonObject ReadAttributes(List<AttributeRow> rows, FieldErrors errors)
    {
        var attributes = new JsonObject();
        foreach (var row in rows.Where(static row => !row.IsBlank))
        {
            if (Text(row.Name) is not { } name)
                errors.Add(ProductField.Attributes, $"The attribute with the value “{row.Value}” needs a name.");
            else if (attributes.ContainsKey(name))
                errors.Add(ProductField.Attributes, $"There are two attributes “{name}”.");
            else if (row.Kind != AttributeRow.Json)
                attributes[name] = row.Value?.ReplaceLineEndings("\n").Trim() ?? "";
            else if (TryJson(row.Value, out var value))
                attributes[name] = value;
            else
                errors.Add(ProductField.Attributes, $"The value of “{name}” is not JSON. Write a number, true, false, a list such as [1, 2], or choose Text.");
        }

        return attributes;
    }

    private static bool TryJson(string? text, out JsonNode? value)
    {
        value = null;
        try
        {
            value = JsonNode.Parse(text ?? "");
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
