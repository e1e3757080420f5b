namespace Catalog.Api.Imports.Reading;

/// <summary>A column of a feed.</summary>
/// <param name="Header">Its name as the file has it, for messages.</param>
/// <param name="Field">What it is to the catalogue.</param>
/// <param name="Key">Its name in the form in which names are compared; an attribute's name.</param>
internal sealed record FeedColumn(string Header, FeedField Field, string Key)
{
    /// <summary>Google's names, and the members of the API's own ProductInput, in the form of <see cref="Normalize"/>.</summary>
    private static readonly Dictionary<string, FeedField> Known = new(StringComparer.Ordinal)
    {
        ["id"] = FeedField.Sku,
        ["sku"] = FeedField.Sku,
        ["title"] = FeedField.Name,
        ["name"] = FeedField.Name,
        ["description"] = FeedField.Description,
        ["brand"] = FeedField.Brand,
        ["category"] = FeedField.Category,
        ["product_type"] = FeedField.ProductType,
        ["producttype"] = FeedField.ProductType,
        ["price"] = FeedField.Price,
        ["currency"] = FeedField.Currency,
        ["stock"] = FeedField.Stock,
        ["quantity"] = FeedField.Stock,
        ["availability"] = FeedField.Availability,
        ["tags"] = FeedField.Tags,
        ["image_link"] = FeedField.ImageLink,
        ["imagelink"] = FeedField.ImageLink,
        ["attributes"] = FeedField.Attributes,
    };

    /// <summary>Reads a header cell or a JSON member's name.</summary>
    public static FeedColumn Parse(string header)
    {
        string key = Normalize(header);
        FeedField field = key.Length == 0 ? FeedField.None : Known.GetValueOrDefault(key, FeedField.Attribute);
        return new FeedColumn(ShownText.Clean(header.Trim()), field, key);
    }

    /// <summary>Whether both would set the same thing.</summary>
    public bool CollidesWith(FeedColumn other) => Field switch
    {
        FeedField.None => false,
        FeedField.Attribute => other.Field == FeedField.Attribute && Key == other.Key,
        FeedField.Category or FeedField.ProductType => other.Field is FeedField.Category or FeedField.ProductType,
        _ => Field == other.Field,
    };

    /// <summary>Feeds write <c>image_link</c>, <c>Image Link</c> and <c>g:image_link</c> for the same thing.</summary>
    private static string Normalize(string header)
    {
        string key = header.Trim().ToLowerInvariant();
        if (key.StartsWith("g:", StringComparison.Ordinal))
            key = key[2..];
        return FeedText.Join(key);
    }
}
