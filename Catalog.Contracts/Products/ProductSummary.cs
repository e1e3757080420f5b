using Catalog.Contracts.Categories;

namespace Catalog.Contracts.Products;

/// <summary>A product as a list shows it. Members mean what those of <see cref="Product"/> mean.</summary>
/// <param name="Id">The catalogue's own number.</param>
/// <param name="Sku">The seller's code.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Brand">The brand's name, or null.</param>
/// <param name="Category">The category it is in, or null.</param>
/// <param name="Price">What one costs.</param>
/// <param name="Stock">How many there are.</param>
/// <param name="Availability">Whether it can be bought.</param>
/// <param name="ImageLink">Address of a picture, or null: then the API draws one.</param>
/// <param name="Version">The version that this summary shows.</param>
public sealed record ProductSummary(
    long Id,
    string Sku,
    string Name,
    string? Brand,
    CategoryLink? Category,
    Money Price,
    int Stock,
    Availability Availability,
    string? ImageLink,
    long Version);
