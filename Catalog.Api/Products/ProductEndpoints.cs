using System.ComponentModel;
using Catalog.Api.Caching;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Products.Listing;
using Catalog.Api.Products.Suggestions;
using Catalog.Api.Products.Validation;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Products;

/// <summary>Reading products: lists, suggestions, single ones.</summary>
internal static class ProductEndpoints
{
    private static readonly QueryParameter[] SuggestionParameters =
    [
        QueryParameter.Text("q", "What was typed so far.", "kett"),
        QueryParameter.Whole("limit", "How many: 1 to 20, 8 by default.", 1, 20),
    ];

    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("/", ListAsync).WithName("ListProducts").WithSummary("Search, filter and page through the products")
            .WithDescription("Pages follow each other by nextCursor and previousCursor, and neither repeat nor hide a product while others are made or deleted.")
            .WithQuery(ProductListParameters.All).Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest)
            .CacheOutput(CachePolicies.ProductList);
        products.MapGet("/suggestions", SuggestAsync).WithName("SuggestProducts").WithSummary("What a search box offers while a person types")
            .WithQuery(SuggestionParameters).ProducesProblem(StatusCodes.Status400BadRequest);
        products.MapGet("/{id:long}", GetAsync).WithName("GetProduct").WithSummary("A product")
            .WithDescription("The ETag goes into If-Match of a change; sent back in If-None-Match it saves the body of a product that has not changed.")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound)
            .CacheOutput(CachePolicies.Product);
        products.MapGet("/by-sku/{sku}", GetBySkuAsync).WithName("GetProductBySku").WithSummary("A product by its seller's code")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound)
            .CacheOutput(CachePolicies.ProductBySku);
    }

    private static async Task<KeptJson<ProductPage>> ListAsync(
        HttpRequest request, CatalogCache cache, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken) =>
        new(await cache.GetPageAsync(ProductListParameters.Read(request.Query, limits.Value), cancellationToken));

    private static async Task<Ok<IReadOnlyList<Suggestion>>> SuggestAsync(
        HttpRequest request, SuggestionReader suggestions, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query, SuggestionParameters);
        var typed = reader.Text("q", 100);
        var limit = reader.Whole("limit", 1, 20, 8);
        reader.ThrowIfInvalid();
        return TypedResults.Ok(typed is null ? [] : await suggestions.ReadAsync(typed, limit, cancellationToken));
    }

    private static async Task<KeptJson<Product>> GetAsync(long id, CatalogCache cache, CancellationToken cancellationToken)
    {
        var product = await cache.FindProductAsync(id, cancellationToken) ?? throw Problems.NotFound($"There is no product {id}.");
        return new(product, EntityTags.Of(product.Version));
    }

    private static async Task<KeptJson<Product>> GetBySkuAsync(
        [Description("The code, with every reserved character escaped: A/1 is A%2F1.")] string sku,
        HttpContext context, CatalogCache cache, CancellationToken cancellationToken)
    {
        sku = ProductLinks.SkuIn(sku);
        var product = sku.Length <= ProductLimits.Sku && TextRules.FaultIn(sku) is null
            ? await cache.FindProductBySkuAsync(sku, cancellationToken)
            : null;
        if (product is null)
            throw Problems.NotFound($"There is no product with the sku {TextRules.Quote(sku)}.");

        context.Response.Headers.ContentLocation = ProductLinks.Of(product.Id);
        return new(product, EntityTags.Of(product.Id, product.Version));
    }
}
