using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Idempotency;
using Catalog.Api.Products.Listing;
using Catalog.Api.Products.Validation;
using Catalog.Api.Products.Writing;
using Catalog.Api.Security;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Products;

/// <summary>Products: list, read, change.</summary>
internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("/", ListAsync);
        products.MapGet("/{id:long}", GetAsync).WithName("GetProduct");
        products.MapGet("/by-sku/{sku}", GetBySkuAsync);

        var writes = products.MapGroup("").RequireAuthorization(CatalogPolicies.Write);
        writes.MapPost("/", CreateAsync);
        writes.MapPut("/{id:long}", ReplaceAsync);
        writes.MapPatch("/{id:long}", PatchAsync);
        writes.MapDelete("/{id:long}", DeleteAsync);
    }

    private static async Task<Ok<ProductPage>> ListAsync(
        HttpRequest request, ProductListReader products, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken) =>
        TypedResults.Ok(await products.ReadAsync(ProductListParameters.Read(request.Query, limits.Value), cancellationToken));

    private static async Task<Results<Ok<Product>, StatusCodeHttpResult>> GetAsync(
        long id, HttpContext context, ProductReader products, CancellationToken cancellationToken) =>
        Answer(context, await products.FindAsync(id, cancellationToken) ?? throw Problems.NotFound($"There is no product {id}."),
            product => EntityTags.Of(product.Version));

    private static async Task<Results<Ok<Product>, StatusCodeHttpResult>> GetBySkuAsync(
        string sku, HttpContext context, ProductReader products, CancellationToken cancellationToken)
    {
        var product = await products.FindBySkuAsync(sku, cancellationToken)
            ?? throw Problems.NotFound($"There is no product with the sku {TextRules.Quote(sku)}.");
        context.Response.Headers.ContentLocation = ProductLinks.Of(product.Id);
        return Answer(context, product, found => EntityTags.Of(found.Id, found.Version));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, ProductWriter products, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, limits.Value.MaxBodyBytes, JsonBody.Json, cancellationToken);
        var errors = new FieldErrors();
        var draft = ToDraft(body, errors);
        var (product, kept) = await products.CreateAsync(draft, IdempotentRequest.From(context.Request, draft), cancellationToken);
        if (kept is not null)
            return kept;

        context.Response.Headers.ETag = EntityTags.Of(product!.Version);
        return TypedResults.Created(ProductLinks.Of(product.Id), product);
    }

    private static async Task<Ok<Product>> ReplaceAsync(
        long id, HttpContext context, ProductWriter products, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken)
    {
        var condition = EntityTags.RequireIfMatch(context.Request);
        var body = await JsonBody.ReadObjectAsync(context.Request, limits.Value.MaxBodyBytes, JsonBody.Json, cancellationToken);
        var draft = ToDraft(body, new FieldErrors());
        return Answer(context, await products.UpdateAsync(id, condition, _ => draft, cancellationToken));
    }

    private static async Task<Ok<Product>> PatchAsync(
        long id, HttpContext context, ProductWriter products, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken)
    {
        var condition = EntityTags.RequireIfMatch(context.Request);
        var patch = await JsonBody.ReadObjectAsync(context.Request, limits.Value.MaxBodyBytes, JsonBody.MergePatch, cancellationToken);
        return Answer(context, await products.UpdateAsync(
            id, condition, product => ToDraft(MergePatch.Apply(ProductAsInput.Write(product), patch)!.AsObject(), new FieldErrors()), cancellationToken));
    }

    private static async Task<NoContent> DeleteAsync(
        long id, HttpRequest request, ProductWriter products, CancellationToken cancellationToken)
    {
        await products.DeleteAsync(id, EntityTags.RequireIfMatch(request), cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProductDraft ToDraft(System.Text.Json.Nodes.JsonObject body, FieldErrors errors)
    {
        var input = ProductInputReader.Read(body, errors);
        return ProductValidator.Validate(input, errors)
            ?? throw Problems.Invalid(errors, "The product has fields that cannot be taken; see errors.");
    }

    private static Ok<Product> Answer(HttpContext context, WriteResult result)
    {
        context.Response.Headers.ETag = EntityTags.Of(result.Product.Version);
        return TypedResults.Ok(result.Product);
    }

    private static Results<Ok<Product>, StatusCodeHttpResult> Answer(HttpContext context, Product product, Func<Product, string> tag)
    {
        var current = tag(product);
        context.Response.Headers.ETag = current;
        return EntityTags.ClientHas(context.Request, current)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(product);
    }
}
