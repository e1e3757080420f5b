namespace Catalog.Api.Imports.Reading;

/// <summary>What a column of a feed is to the catalogue.</summary>
internal enum FeedField
{
    /// <summary>A column without a name: left out.</summary>
    None,
    Sku,
    Name,
    Description,
    Brand,
    Category,

    /// <summary>As <see cref="Category"/>, but may list several, separated by commas; the first counts.</summary>
    ProductType,
    Price,

    /// <summary>Of a price that stands without one.</summary>
    Currency,
    Stock,
    Availability,
    Tags,
    ImageLink,

    /// <summary>A JSON object of attributes.</summary>
    Attributes,

    /// <summary>Any other column: one attribute under its name.</summary>
    Attribute,
}
