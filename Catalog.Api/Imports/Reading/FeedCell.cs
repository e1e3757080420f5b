using System.Collections.Frozen;
using System.Text.Json;

namespace Catalog.Api.Imports.Reading;

/// <summary>Puts a cell's text into a row. An empty cell says nothing.</summary>
internal static class FeedCell
{
    private const string RoundedForm = "must be the number itself: a spreadsheet has rounded it. Format the column as text there, and export it again";

    // Attributes that tell a product from others.
    private static readonly FrozenSet<string> Identifiers =
        FrozenSet.Create(StringComparer.Ordinal, "gtin", "ean", "upc", "isbn", "barcode", "mpn", "item_group_id");

    public static void Apply(FeedRow row, FeedColumn column, string cell)
    {
        string text = cell.Trim();
        if (text.Length == 0)
            return;

        row.Mark(column, text);
        switch (column.Field)
        {
            case FeedField.None:
                row.AddError(null, "must not have a cell in a column without a name: name the column, or empty the cell", text);
                break;
            case FeedField.Sku:
                row.Sku = text;
                Check(!FeedText.IsRounded(text), row, column, RoundedForm, text);
                break;
            case FeedField.Name:
                row.Name = text;
                break;
            case FeedField.Description:
                row.Description = text;
                break;
            case FeedField.Brand:
                row.Brand = text;
                break;
            case FeedField.Category:
                row.Category = FeedText.NormalizeCategory(text);
                break;
            case FeedField.ProductType:
                row.Category = FeedText.NormalizeCategory(FeedText.FirstProductType(text));
                break;
            case FeedField.Price:
                row.SetPrice(column, FeedPrice.Parse(text), text);
                break;
            case FeedField.Currency:
                row.Currency = text.ToUpperInvariant();
                break;
            case FeedField.Stock:
                row.Stock = FeedText.ParseStock(text);
                Check(row.Stock is not null, row, column, FeedText.StockForm, text);
                break;
            case FeedField.Availability:
                row.Availability = FeedText.ParseAvailability(text);
                Check(row.Availability is not null, row, column, FeedText.AvailabilityForm, text);
                break;
            case FeedField.Tags:
                row.Tags = FeedText.ParseTags(text);
                break;
            case FeedField.ImageLink:
                row.ImageLink = text;
                break;
            case FeedField.Attributes:
                ApplyAttributes(row, column, text);
                break;
            default:
                row.SetAttribute(column.Key, text);
                Check(!Identifiers.Contains(column.Key) || !FeedText.IsRounded(text), row, column, RoundedForm, text);
                break;
        }
    }

    private static void ApplyAttributes(FeedRow row, FeedColumn column, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, FeedJson.DocumentOptions);
            FeedJson.ApplyAttributes(row, column, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            row.AddError(column.Header, FeedJson.AttributesForm, text);
        }
    }

    private static void Check(bool isRead, FeedRow row, FeedColumn column, string form, string text)
    {
        if (!isRead)
            row.AddError(column.Header, form, text);
    }
}
