using System.Globalization;
using System.Text;
using Catalog.Contracts.Brands;
using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Web.Frontend.Api;

namespace Web.Frontend.Tests.Fakes;

/// <summary>The reading half of the fake API, and the state both halves share.</summary>
internal sealed partial class FakeProducts
{
    private static readonly CompositeFormat Svg = CompositeFormat.Parse(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400'><rect width='400' height='400' fill='{0}'/><circle cx='200' cy='190' r='90' fill='{1}'/><rect x='90' y='290' width='220' height='14' rx='7' fill='{1}'/></svg>");

    private static readonly string[] Grounds = ["#e7e0ea", "#dfe8e1", "#efe4d8", "#dbe4ef", "#f0dde4"];
    private static readonly string[] Shapes = ["#8b6b9c", "#5d8a6b", "#b08447", "#56799f", "#b0557d"];

    public List<Product> All { get; } = FakeCatalogData.Create();

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/products", List);
        api.MapGet("/products/{id:long}", (long id, HttpContext context) => Find(id) is { } product ? Tagged(context, product) : Results.NotFound());
        api.MapGet("/products/suggestions", Suggest);
        api.MapGet("/products/{id:long}/picture", Picture);
        api.MapGet("/categories", () => Children(null, depth: 2));
        api.MapGet("/categories/by-path/{**path}", (string path) => CategoryOf(path) is { } category ? Results.Ok(category) : Results.NotFound());
        api.MapGet("/brands", BrandList);
        MapWrites(api);
    }

    public Product? Find(long id) => All.Find(product => product.Id == id);

    private static IResult Tagged(HttpContext context, Product product, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ETag = $"\"{product.Version}\"";
        return Results.Json(product, statusCode: status);
    }

    private IResult List(HttpContext context)
    {
        var query = ProductQuery.Parse(context.Request.Query);
        var skip = 0;
        if (query.Cursor is not null && !int.TryParse(query.Cursor, out skip))
            return Results.Problem("The cursor is not one of this list's.", statusCode: StatusCodes.Status400BadRequest);

        var limit = int.TryParse(context.Request.Query["limit"], out var asked) ? asked : 24;
        var matches = Sort(All.Where(product => Matches(product, query)), query.Sort).ToList();
        return Results.Ok(new ProductPage(
            [.. matches.Skip(skip).Take(limit).Select(Summary)],
            skip + limit < matches.Count ? (skip + limit).ToString(CultureInfo.InvariantCulture) : null,
            skip > 0 ? Math.Max(0, skip - limit).ToString(CultureInfo.InvariantCulture) : null,
            matches.Count,
            context.Request.Query["facets"] == "true" ? Facets(query) : null));
    }

    private static bool Matches(Product product, ProductQuery query) =>
        (query.Search is null || product.Name.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
        && (query.Category is null || product.CategoryPath.Any(link => link.Path == query.Category))
        && (query.Brands.Count == 0 || query.Brands.Contains(product.Brand))
        && query.Tags.All(product.Tags.Contains)
        && (query.MinPrice is null || product.Price.Amount >= query.MinPrice)
        && (query.MaxPrice is null || product.Price.Amount <= query.MaxPrice)
        && (!query.InStock || product.Availability is Availability.InStock);

    private static IEnumerable<Product> Sort(IEnumerable<Product> products, ProductSort? sort) => sort switch
    {
        ProductSort.PriceAsc => products.OrderBy(product => product.Price.Amount),
        ProductSort.PriceDesc => products.OrderByDescending(product => product.Price.Amount),
        ProductSort.Newest => products.OrderByDescending(product => product.CreatedAt),
        _ => products.OrderBy(product => product.Name, StringComparer.Ordinal),
    };

    private static ProductSummary Summary(Product product) => new(
        product.Id, product.Sku, product.Name, product.Brand, product.CategoryPath.Count == 0 ? null : product.CategoryPath[^1], product.Price,
        product.Stock, product.Availability, product.ImageLink, product.Version);

    private ProductFacets Facets(ProductQuery query)
    {
        var matches = All.Where(product => Matches(product, query)).ToList();
        var anyBrand = All.Where(product => Matches(product, query with { Brands = [] }));
        var depth = query.Category?.Split('/').Length ?? 0;
        return new ProductFacets(
            [.. matches.Where(product => product.CategoryPath.Count > depth).GroupBy(product => product.CategoryPath[depth])
                .Select(group => new CategoryFacet(group.Key, group.Count()))],
            [.. anyBrand.Where(product => product.Brand is not null).GroupBy(product => product.Brand!)
                .Select(group => new FacetCount(group.Key, group.Count()))],
            [.. matches.SelectMany(product => product.Tags).GroupBy(tag => tag).Select(group => new FacetCount(group.Key, group.Count()))],
            [new(0, 50, matches.Count(p => p.Price.Amount <= 50)), new(50.01m, 150, matches.Count(p => p.Price.Amount is > 50 and <= 150)),
                new(150.01m, null, matches.Count(p => p.Price.Amount > 150))],
            matches.Count(product => product.Availability is Availability.InStock));
    }

    private IEnumerable<Suggestion> Suggest(string q) =>
        All.Where(product => product.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase)).Take(5)
            .Select(product => new Suggestion(SuggestionKind.Product, product.Name, product.Id.ToString(CultureInfo.InvariantCulture)))
            .Concat(Children(null, 1).Where(category => category.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase))
                .Select(category => new Suggestion(SuggestionKind.Category, category.Name, category.Path)));

    private IResult Picture(long id, HttpContext context)
    {
        if (Find(id) is not { } product)
            return Results.NotFound();
        if (product.ImageLink is { } link)
            return Results.Redirect(link);

        var tag = $"\"p{product.Version}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "public, max-age=300";
        return context.Request.Headers.IfNoneMatch == tag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Text(string.Format(CultureInfo.InvariantCulture, Svg, Grounds[id % 5], Shapes[(id + (id / 5)) % 5]), "image/svg+xml");
    }

    private List<Category> Children(string? parent, int depth)
    {
        var level = parent?.Split('/').Length ?? 0;
        if (depth == 0)
            return [];

        return [.. All
            .Where(product => product.CategoryPath.Count > level && (parent is null || product.CategoryPath[level - 1].Path == parent))
            .GroupBy(product => product.CategoryPath[level])
            .Select(group => new Category(
                group.Key.Id, group.Key.Name, group.Key.Path, group.Count(),
                [.. group.First().CategoryPath.Take(level)], Children(group.Key.Path, depth - 1)))];
    }

    private Category? CategoryOf(string path)
    {
        var parent = path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : null;
        return Children(parent, depth: 2).Find(category => category.Path == path);
    }

    private BrandPage BrandList(string? q) => new(
        [.. All.Where(product => product.Brand?.Contains(q ?? "", StringComparison.OrdinalIgnoreCase) == true)
            .GroupBy(product => product.Brand!).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select((group, index) => new Brand(index + 1, group.Key, group.Count()))],
        null);
}
