using System.Text.Json.Nodes;
using Catalog.Contracts.Categories;

namespace Catalog.Contracts.Products;

/// <summary>A product with everything the catalogue knows of it.</summary>
/// <param name="Id">The catalogue's own number; never changes, never reused.</param>
/// <param name="Sku">The seller's code; unique, compared as written.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">Plain text; may be empty.</param>
/// <param name="Brand">The brand's name, or null.</param>
/// <param name="CategoryPath">From the root to the category it is in; empty when it is in none.</param>
/// <param name="Price">What one costs.</param>
/// <param name="Stock">How many there are; 0 or more.</param>
/// <param name="Availability">Whether it can be bought.</param>
/// <param name="Tags">Lower-case words, sorted, no duplicates.</param>
/// <param name="ImageLink">An absolute http or https address of a picture, or null: then the API draws one.</param>
/// <param name="Attributes">Free attributes: a JSON object.</param>
/// <param name="Version">Starts at 1, one more with every change; the entity tag is made of it.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="UpdatedAt">When it was changed last, UTC.</param>
public sealed record Product(
    long Id,
    string Sku,
    string Name,
    string Description,
    string? Brand,
    IReadOnlyList<CategoryLink> CategoryPath,
    Money Price,
    int Stock,
    Availability Availability,
    IReadOnlyList<string> Tags,
    string? ImageLink,
    JsonObject Attributes,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
