using Catalog.Contracts.Brands;
using Catalog.Contracts.Categories;

namespace Web.Frontend.Api;

internal sealed partial class CatalogClient
{
    /// <summary>The departments, with their children down to <paramref name="depth"/> levels in all.</summary>
    public Task<IReadOnlyList<Category>> GetCategoriesAsync(int depth, CancellationToken cancellationToken) =>
        http.GetCatalogAsync<IReadOnlyList<Category>>($"categories?depth={Segment(depth)}", cancellationToken);

    /// <summary>The category, or null when there is none of that path.</summary>
    public Task<Category?> FindCategoryAsync(string path, CancellationToken cancellationToken) =>
        http.FindCatalogAsync<Category>(
            "categories/by-path/" + string.Join('/', path.Split('/').Select(Segment)), cancellationToken);

    public Task<BrandPage> GetBrandsAsync(string? search, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var path = $"brands?limit={Segment(limit)}";
        if (search is not null)
            path += "&q=" + Segment(search);
        if (cursor is not null)
            path += "&cursor=" + Segment(cursor);
        return http.GetCatalogAsync<BrandPage>(path, cancellationToken);
    }
}
