namespace Catalog.Contracts.Categories;

/// <summary>Names a category and says where it is.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its own name, as <c>Kettles</c>.</param>
/// <param name="Path">Slugs from the root, unique: <c>home/kitchen/kettles</c>; what the <c>category</c> filter takes.</param>
public sealed record CategoryLink(long Id, string Name, string Path);
