using Catalog.Api.Caching;
using Catalog.Api.Http;
using Catalog.Api.Products.Listing;
using Catalog.Contracts.Brands;

namespace Catalog.Api.Brands;

/// <summary>The brands.</summary>
internal static class BrandEndpoints
{
    private const int MaxLimit = 200;
    private const int DefaultLimit = 50;

    private static readonly QueryParameter[] Parameters =
    [
        QueryParameter.Text("q", "Part of a name, whatever its case.", "nord"),
        QueryParameter.Text("cursor", "nextCursor of a page of the same search.", null),
        QueryParameter.Whole("limit", $"Brands on the page: 1 to {MaxLimit}, {DefaultLimit} by default.", 1, MaxLimit),
    ];

    public static void MapBrands(this IEndpointRouteBuilder api) => api.MapGet("/brands", ListAsync)
        .WithTags("Brands").WithName("ListBrands").WithSummary("The brands, by name").WithQuery(Parameters)
        .CacheOutput(CachePolicies.Brands);

    private static async Task<KeptJson<BrandPage>> ListAsync(HttpRequest request, CatalogCache cache, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query, Parameters);
        var search = reader.Text("q", 100);
        var limit = reader.Whole("limit", 1, MaxLimit, DefaultLimit);
        PageCursor? position = null;
        if (reader.Text("cursor", 4000) is { } text)
        {
            position = PageCursor.Decode(text, BrandReader.Fingerprint(search));
            if (position is null)
                reader.Refuse("cursor", PageCursor.Refusal);
        }

        reader.ThrowIfInvalid();
        return new(await cache.GetBrandsAsync(search, position, limit, cancellationToken));
    }
}
