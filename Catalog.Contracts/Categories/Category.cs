namespace Catalog.Contracts.Categories;

/// <summary>A category of the tree.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Path">Slugs from the root.</param>
/// <param name="ProductCount">How many products are in it and its descendants.</param>
/// <param name="Ancestors">From the root to its parent; empty for a root.</param>
/// <param name="Children">Its children by name, down to the depth asked for; empty below it.</param>
public sealed record Category(
    long Id,
    string Name,
    string Path,
    long ProductCount,
    IReadOnlyList<CategoryLink> Ancestors,
    IReadOnlyList<Category> Children);
