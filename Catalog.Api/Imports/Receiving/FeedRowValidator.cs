using Catalog.Api.Errors;
using Catalog.Api.Imports.Reading;
using Catalog.Api.Products.Validation;

namespace Catalog.Api.Imports.Receiving;

/// <summary>Holds a row against the rules of a product, and tells what is wrong under the file's own column names.</summary>
internal static class FeedRowValidator
{
    private const string AttributesPath = "attributes.";

    /// <summary>Null when the row is wrong; its errors then say why.</summary>
    public static ProductDraft? Validate(FeedRow row)
    {
        if (row.IsUnreadable)
            return null;

        var found = new FieldErrors();
        ProductDraft? draft = ProductValidator.Validate(row.ToInput(), found);
        foreach ((string path, string[] reasons) in found.ToDictionary())
        {
            (FeedField field, string otherwise) = Locate(path, row);
            // A cell that could not be read is empty to the validator, which must not report it again.
            if (row.ColumnOf(field) is { } column && row.Errors.Exists(error => error.Column == column))
                continue;
            foreach (string reason in reasons)
            {
                if (path.StartsWith(AttributesPath, StringComparison.Ordinal))
                    row.AddError(path[AttributesPath.Length..], reason, row.Attributes[path[AttributesPath.Length..]]?.ToString());
                else
                    row.AddError(field, otherwise, path == "price" ? $"is required: {FeedPrice.Form}" : reason);
            }
        }

        // Nothing is free in a feed: a price of 0 is a cell that was not filled in.
        if (row.Price is { Amount: 0 })
            row.AddError(FeedField.Price, "price", "must be more than 0");

        return row.Errors.Count == 0 ? draft : null;
    }

    /// <summary>The field that a path such as <c>price.amount</c> or <c>tags[2]</c> belongs to, and its name where the file has none.</summary>
    private static (FeedField Field, string Name) Locate(string path, FeedRow row)
    {
        if (path == "price.currency" && row.ColumnOf(FeedField.Currency) is not null)
            return (FeedField.Currency, "currency");

        int end = path.AsSpan().IndexOfAny('.', '[');
        return (end < 0 ? path : path[..end]) switch
        {
            "sku" => (FeedField.Sku, "id"),
            "name" => (FeedField.Name, "title"),
            "description" => (FeedField.Description, "description"),
            "brand" => (FeedField.Brand, "brand"),
            "category" => (FeedField.Category, "product_type"),
            "price" => (FeedField.Price, "price"),
            "stock" => (FeedField.Stock, "stock"),
            "availability" => (FeedField.Availability, "availability"),
            "tags" => (FeedField.Tags, "tags"),
            "imageLink" => (FeedField.ImageLink, "image_link"),
            _ => (FeedField.Attributes, "attributes"),
        };
    }
}
