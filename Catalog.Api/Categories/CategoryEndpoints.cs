using Catalog.Api.Caching;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Contracts.Categories;

namespace Catalog.Api.Categories;

/// <summary>The category tree.</summary>
internal static class CategoryEndpoints
{
    private const int MaxDepth = 8;
    private const int DefaultDepth = 1;

    private static readonly QueryParameter[] Parameters =
        [QueryParameter.Whole("depth", $"How many levels below to give: 0 to {MaxDepth}, {DefaultDepth} by default.", 0, MaxDepth)];

    public static void MapCategories(this IEndpointRouteBuilder api)
    {
        var categories = api.MapGroup("/categories").WithTags("Categories").CacheOutput(CachePolicies.Categories);
        categories.MapGet("/", ListAsync).WithName("ListCategories").WithSummary("The roots of the category tree").WithQuery(Parameters);
        categories.MapGet("/{id:long}", GetAsync).WithName("GetCategory").WithSummary("A category, with the way to it and its children")
            .WithQuery(Parameters).ProducesProblem(StatusCodes.Status404NotFound);
        categories.MapGet("/by-path/{**path}", GetByPathAsync).WithName("GetCategoryByPath").WithSummary("A category by its path, such as home/kitchen/kettles")
            .WithQuery(Parameters).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<KeptJson<IReadOnlyList<Category>>> ListAsync(HttpRequest request, CatalogCache cache, CancellationToken cancellationToken) =>
        new(await cache.GetRootCategoriesAsync(DepthOf(request), cancellationToken));

    private static async Task<KeptJson<Category>> GetAsync(long id, HttpRequest request, CatalogCache cache, CancellationToken cancellationToken) =>
        new(await cache.FindCategoryAsync(id, DepthOf(request), cancellationToken)
            ?? throw Problems.NotFound($"There is no category {id}."));

    private static async Task<KeptJson<Category>> GetByPathAsync(
        string path, HttpRequest request, CategoryReader categories, CatalogCache cache, CancellationToken cancellationToken)
    {
        var depth = DepthOf(request);
        var category = await categories.FindIdAsync(path.Trim('/').ToLowerInvariant(), cancellationToken) is { } id
            ? await cache.FindCategoryAsync(id, depth, cancellationToken)
            : null;
        return new(category ?? throw Problems.NotFound($"There is no category {Products.Validation.TextRules.Quote(path)}."));
    }

    private static int DepthOf(HttpRequest request)
    {
        var reader = new QueryReader(request.Query, Parameters);
        var depth = reader.Whole("depth", 0, MaxDepth, DefaultDepth);
        reader.ThrowIfInvalid();
        return depth;
    }
}
