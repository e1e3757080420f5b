using System.Globalization;
using System.Text.RegularExpressions;
using Catalog.Contracts.Products;

namespace Catalog.Api.Imports.Reading;

/// <summary>The notations of a product feed's cells.</summary>
internal static partial class FeedText
{
    public const string StockForm = "must be a whole number, 0 to 1,000,000,000";
    public const string AvailabilityForm = "must be in_stock, out_of_stock, preorder or backorder";

    public static int? ParseStock(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int stock) ? stock : null;

    /// <summary>The words of the Merchant specification, and their older form with spaces.</summary>
    public static Availability? ParseAvailability(string text) => Join(text.ToLowerInvariant()) switch
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

    /// <summary>The words of a name with underscores between them, whatever white space was there.</summary>
    public static string Join(string text) => string.Join('_', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Whether an id looks as a spreadsheet writes a long number: <c>8.90E+12</c>. Its digits are lost, and others share it.
    /// </summary>
    public static bool IsRounded(string text) => Rounded().IsMatch(text);

    [GeneratedRegex(@"^[0-9]([.,][0-9]+)?E\+[0-9]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Rounded();
}
