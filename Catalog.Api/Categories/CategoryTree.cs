using Catalog.Contracts.Categories;

namespace Catalog.Api.Categories;

/// <summary>Puts rows, ordered by name, together to trees.</summary>
internal static class CategoryTree
{
    public static IReadOnlyList<Category> Roots(IReadOnlyList<CategoryRow> rows) =>
        Build(rows.Where(row => row.ParentId is null), rows.ToLookup(row => row.ParentId), []);

    /// <param name="rows">The category, those above it, and those below it as far as wanted.</param>
    /// <param name="id">The category.</param>
    public static Category? Find(IReadOnlyList<CategoryRow> rows, long id)
    {
        var byId = rows.ToDictionary(row => row.Link.Id);
        if (!byId.TryGetValue(id, out var found))
            return null;

        var ancestors = new List<CategoryLink>();
        for (var above = found.ParentId; above is { } parent; above = byId[parent].ParentId)
            ancestors.Insert(0, byId[parent].Link);

        return Build([found], rows.ToLookup(row => row.ParentId), ancestors)[0];
    }

    private static List<Category> Build(IEnumerable<CategoryRow> rows, ILookup<long?, CategoryRow> children, IReadOnlyList<CategoryLink> ancestors) =>
        [.. rows.Select(row => new Category(
            row.Link.Id, row.Link.Name, row.Link.Path, row.ProductCount, ancestors,
            Build(children[row.Link.Id], children, [.. ancestors, row.Link])))];
}
