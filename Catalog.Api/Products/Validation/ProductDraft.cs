using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Validation;

/// <summary>A product as it may be stored: validated, normalised, defaults filled in.</summary>
/// <param name="Sku">The seller's code.</param>
/// <param name="Name">Trimmed.</param>
/// <param name="Description">Trimmed; empty where none was given.</param>
/// <param name="Brand">Trimmed, or null.</param>
/// <param name="Category">Names from the root joined by <c> &gt; </c>, as <c>resolve_categories</c> takes them; or null.</param>
/// <param name="Price">Its currency is in ISO 4217, its amount has no more decimals than that.</param>
/// <param name="Stock">0 or more.</param>
/// <param name="Availability">Given, or from the stock.</param>
/// <param name="Tags">Lower case, sorted, once each.</param>
/// <param name="ImageLink">An http or https address, or null.</param>
/// <param name="Attributes">The text of a JSON object.</param>
internal sealed record ProductDraft(
    string Sku,
    string Name,
    string Description,
    string? Brand,
    string? Category,
    Money Price,
    int Stock,
    Availability Availability,
    string[] Tags,
    string? ImageLink,
    string Attributes);
