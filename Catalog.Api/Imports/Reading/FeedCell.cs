using System.Text.Json;

namespace Catalog.Api.Imports.Reading;

/// <summary>Puts a cell's text into a row. An empty cell says nothing.</summary>
internal static class FeedCell
{
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
                row.Price = FeedText.ParsePrice(text);
                Check(row.Price is not null, row, column, FeedText.PriceForm, text);
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
