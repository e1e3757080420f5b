using System.Globalization;
using System.Text;
using Catalog.Api.Errors;
using Catalog.Contracts;
using Catalog.Contracts.Currencies;
using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Validation;

/// <summary>
/// The one place that decides whether a product may be stored, for POST, PUT, PATCH and for each row of an import. Finds all
/// that is wrong, not only the first; each message says what is wrong and what would be right.
/// </summary>
internal static class ProductValidator
{
    /// <summary>Null when <paramref name="errors"/> got something.</summary>
    public static ProductDraft? Validate(ProductInput input, FieldErrors errors)
    {
        var sku = Sku(input.Sku, errors);
        var name = Text("name", input.Name, ProductLimits.Name, errors, required: true);
        var description = Text("description", input.Description, ProductLimits.Description, errors, allowLines: true);
        var brand = Text("brand", input.Brand, ProductLimits.Brand, errors);
        var category = Category(input.Category, errors);
        var price = Price(input.Price, errors);
        var stock = Stock(input.Stock, errors);
        var tags = TagRules.Normalise(input.Tags, errors);
        var imageLink = ImageLink(input.ImageLink, errors);
        var attributes = AttributeRules.Write(input.Attributes, errors);

        if (!errors.IsEmpty)
            return null;

        return new ProductDraft(
            sku!, name!, description ?? "", brand, category, price!, stock,
            input.Availability ?? (stock > 0 ? Availability.InStock : Availability.OutOfStock),
            tags, imageLink, attributes);
    }

    private static string? Sku(string? value, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(value))
            Require("sku", $"is required: give 1 to {ProductLimits.Sku} characters, such as 'KET-1001'", errors);
        else if (value.Length > ProductLimits.Sku)
            errors.Add("sku", $"must have at most {ProductLimits.Sku} characters; this has {value.Length}");
        else if (TextRules.FaultIn(value) is { } fault)
            errors.Add("sku", fault);
        else if (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
            errors.Add("sku", "must not start or end with white space");

        return value;
    }

    // A field that could not even be read is not missing.
    private static void Require(string field, string message, FieldErrors errors)
    {
        if (!errors.Has(field))
            errors.Add(field, message);
    }

    private static string? Text(string field, string? value, int longest, FieldErrors errors, bool required = false, bool allowLines = false)
    {
        var trimmed = value?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            if (required)
                Require(field, $"is required: give 1 to {longest} characters", errors);
            return null;
        }

        if (trimmed.Length > longest)
            errors.Add(field, $"must have at most {longest.ToString("N0", CultureInfo.InvariantCulture)} characters; this has {trimmed.Length.ToString("N0", CultureInfo.InvariantCulture)}");
        else if (TextRules.FaultIn(trimmed, allowLines) is { } fault)
            errors.Add(field, fault);

        return trimmed;
    }

    private static string? Category(string? value, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;

        if (TextRules.FaultIn(value) is { } fault)
        {
            errors.Add("category", fault);
            return null;
        }

        var names = value.Split('>', StringSplitOptions.TrimEntries);
        if (names.Length > ProductLimits.CategoryLevels)
            errors.Add("category", $"must have at most {ProductLimits.CategoryLevels} levels; this has {names.Length}");
        else if (Array.Exists(names, name => name.Length == 0))
            errors.Add("category", $"must not have an empty level; write it as 'Home > Kitchen > Kettles', not {TextRules.Quote(value)}");
        else if (Array.Find(names, name => name.Length > ProductLimits.CategoryName) is { } tooLong)
            errors.Add("category", $"must have at most {ProductLimits.CategoryName} characters a level; {TextRules.Quote(tooLong)} has {tooLong.Length}");
        else if (Array.Find(names, name => !name.EnumerateRunes().Any(Rune.IsLetterOrDigit)) is { } wordless)
            errors.Add("category", $"must have a letter or digit in each level; {TextRules.Quote(wordless)} has none");

        return string.Join(" > ", names);
    }

    private static Money? Price(Money? value, FieldErrors errors)
    {
        if (value is null)
        {
            Require("price", "is required: give an amount and a currency, such as { \"amount\": 24.90, \"currency\": \"EUR\" }", errors);
            return null;
        }

        var currency = Currency(value.Currency, errors);
        if (value.Amount is < 0 or > ProductLimits.Price)
        {
            errors.Add("price.amount", string.Create(CultureInfo.InvariantCulture,
                $"must be 0 to {ProductLimits.Price:N4}; this is {value.Amount}"));
        }
        else if (currency is not null && decimal.Round(value.Amount, currency.Decimals) != value.Amount)
        {
            errors.Add("price.amount", string.Create(CultureInfo.InvariantCulture,
                $"must have {(currency.Decimals == 0 ? "no decimals" : $"at most {currency.Decimals} decimals")}, as {currency.Code} has; this is {value.Amount}"));
        }

        // 24.9 and 24.90 are one price: division takes the zeros off the end.
        return value with { Amount = value.Amount / 1.0000000000m };
    }

    private static Currency? Currency(string code, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(code))
        {
            Require("price.currency", "is required: give an ISO 4217 code, such as 'USD'", errors);
            return null;
        }

        var currency = Iso4217.Find(code);
        if (currency is null)
        {
            var hint = Iso4217.Suggest(code) is { } meant ? $"did you mean '{meant}'?" : "use one such as 'USD', 'EUR' or 'JPY'";
            errors.Add("price.currency", $"must be an ISO 4217 code in capitals; {TextRules.Quote(code)} is none: {hint}");
        }

        return currency;
    }

    private static int Stock(int? value, FieldErrors errors)
    {
        if (value is < 0 or > ProductLimits.Stock)
            errors.Add("stock", string.Create(CultureInfo.InvariantCulture, $"must be 0 to {ProductLimits.Stock:N0}; this is {value}"));

        return value ?? 0;
    }

    private static string? ImageLink(string? value, FieldErrors errors)
    {
        var trimmed = value?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;

        if (LinkRules.FaultIn(trimmed) is { } fault)
            errors.Add("imageLink", fault);

        return trimmed;
    }
}
