using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// Puts a JSON member into a row. Texts are read as cells are; beyond that numbers, lists and objects are taken as such,
/// and <c>null</c> empties what can be empty, as in a merge patch.
/// </summary>
internal static class FeedJson
{
    public const string AttributesForm = "must be a JSON object, which names each member once";

    private const string TextForm = "must be a text";
    private const string TagsForm = "must be a list of texts, or one text with commas";
    private const string PriceForm = """must be "2.79 USD" or { "amount": 2.79, "currency": "USD" }""";

    private static readonly FeedPrice Unreadable = new(null, null, PriceForm);

    public static JsonDocumentOptions DocumentOptions { get; } = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static void Apply(FeedRow row, FeedColumn column, JsonElement value)
    {
        if (column.Field == FeedField.None)
        {
            row.AddError(null, "must not have a member without a name");
            return;
        }

        row.Mark(column, value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
        switch (column.Field)
        {
            case FeedField.Attribute:
                row.SetAttribute(column.Key, ToNode(value));
                break;
            case FeedField.Attributes:
                ApplyAttributes(row, column, value);
                break;
            case var _ when value.ValueKind == JsonValueKind.Null:
                Empty(row, column.Field);
                break;
            case var _ when value.ValueKind == JsonValueKind.String:
                FeedCell.Apply(row, column, value.GetString()!);
                break;
            case FeedField.Price:
                row.SetPrice(column, ReadPrice(value), value.GetRawText());
                break;
            case FeedField.Tags:
                ApplyTags(row, column, value);
                break;
            case FeedField.Sku when value.ValueKind == JsonValueKind.Number && value.GetRawText().AsSpan().ContainsAny('e', 'E'):
                row.AddError(column.Header, "must be the number itself, without an exponent", value.GetRawText());
                break;
            case FeedField.Stock or FeedField.Sku when value.ValueKind == JsonValueKind.Number:
                FeedCell.Apply(row, column, value.GetRawText());
                break;
            default:
                row.AddError(column.Header, Form(column.Field), value.GetRawText());
                break;
        }
    }

    /// <summary>Attributes are merged with those that the product has; <c>null</c> takes all of them away.</summary>
    public static void ApplyAttributes(FeedRow row, FeedColumn column, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            row.ReplacesAttributes = true;
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            row.AddError(column.Header, AttributesForm, value.GetRawText());
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
            row.SetAttribute(member.Name, ToNode(member.Value));
    }

    private static void Empty(FeedRow row, FeedField field)
    {
        switch (field)
        {
            case FeedField.Description:
                row.Description = "";
                break;
            case FeedField.Brand:
                row.Brand = "";
                break;
            case FeedField.Category or FeedField.ProductType:
                row.Category = "";
                break;
            case FeedField.Stock:
                row.Stock = 0;
                break;
            case FeedField.Availability:
                row.ResetsAvailability = true;
                break;
            case FeedField.Tags:
                row.Tags = [];
                break;
            case FeedField.ImageLink:
                row.ImageLink = "";
                break;
            default:
                // Sku, name and price cannot be empty: the validator says so.
                break;
        }
    }

    /// <summary>Besides our own member names, those of the Content API: value instead of amount, and a text as number.</summary>
    private static FeedPrice ReadPrice(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return ReadAmount(value);
        if (value.ValueKind != JsonValueKind.Object)
            return Unreadable;

        FeedPrice? amount = null;
        string? currency = null;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            switch (member.Name.ToLowerInvariant())
            {
                case "amount" or "value" when amount is null && member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String:
                    amount = ReadAmount(member.Value);
                    break;
                case "currency" when member.Value.ValueKind is JsonValueKind.String:
                    currency = member.Value.GetString();
                    break;
                default:
                    return Unreadable;
            }
        }

        return amount is null ? Unreadable : amount with { Currency = currency };
    }

    private static FeedPrice ReadAmount(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number)
            ? FeedPrice.Of(number.ToString(CultureInfo.InvariantCulture), null)
            : FeedPrice.Of(value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : value.GetRawText(), null);

    private static void ApplyTags(FeedRow row, FeedColumn column, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String))
            row.AddError(column.Header, TagsForm, value.GetRawText());
        else
            row.Tags = [.. value.EnumerateArray().Select(tag => tag.GetString()!)];
    }

    private static string Form(FeedField field) => field switch
    {
        FeedField.Price => PriceForm,
        FeedField.Stock => FeedText.StockForm,
        FeedField.Availability => FeedText.AvailabilityForm,
        FeedField.Tags => TagsForm,
        _ => TextForm,
    };

    /// <summary>A copy that outlives the document.</summary>
    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value.Clone()),
        JsonValueKind.Array => JsonArray.Create(value.Clone()),
        _ => JsonValue.Create(value.Clone()),
    };
}
