using System.Globalization;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Imports.Reading;

/// <summary>The notations of a product feed's cells.</summary>
internal static class FeedText
{
    public const string PriceForm = "must be an amount, a space and a currency, such as '2.79 USD'";
    public const string StockForm = "must be a whole number, 0 to 1,000,000,000";
    public const string AvailabilityForm = "must be in_stock, out_of_stock, preorder or backorder";

    /// <summary><c>2.79 USD</c>; the currency may stand first. Never a comma: it means thousands here and decimals there.</summary>
    public static Money? ParsePrice(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return null;
        string first = text[..space], second = text[(space + 1)..].TrimStart();
        return IsCurrency(second) && ParseAmount(first) is { } amount ? new Money(amount, second.ToUpperInvariant())
            : IsCurrency(first) && ParseAmount(second) is { } other ? new Money(other, first.ToUpperInvariant())
            : null;
    }

    public static decimal? ParseAmount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal amount)
            ? amount
            : null;

    public static int? ParseStock(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int stock) ? stock : null;

    /// <summary>The words of the Merchant specification, and their older form with spaces.</summary>
    public static Availability? ParseAvailability(string text) => text.ToLowerInvariant().Replace(' ', '_') switch
    {
        "in_stock" => Availability.InStock,
        "out_of_stock" => Availability.OutOfStock,
        "preorder" => Availability.Preorder,
        "backorder" => Availability.Backorder,
        _ => null,
    };

    public static IReadOnlyList<string> ParseTags(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first of several product types: they are separated by commas, and one with a comma in it stands in quotes.</summary>
    public static string FirstProductType(string text)
    {
        if (text[0] != '"')
            return text.Split(',', 2)[0].TrimEnd();

        int end = text.IndexOf('"', 1);
        return end < 0 ? text : text[1..end].Trim();
    }

    /// <summary>One space around each <c>&gt;</c>, however many the feed has.</summary>
    public static string NormalizeCategory(string text) =>
        string.Join(" > ", text.Split('>', StringSplitOptions.TrimEntries));

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetter);
}
