using System.Text.Json.Nodes;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Idempotency;
using Catalog.Api.Products.Validation;
using Catalog.Api.Security;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Products.Writing;

/// <summary>Changing products. Each needs the write token; all but POST say in If-Match which version they change.</summary>
internal static class ProductWriteEndpoints
{
    public static void MapProductWrites(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products").RequireAuthorization(CatalogPolicies.Write)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        products.MapPost("/", CreateAsync).WithName("CreateProduct").WithSummary("Make a product")
            .WithDescription("With an Idempotency-Key the same request can be sent again, for 24 hours, and is done once; the repeated answer has Idempotency-Replayed: true.")
            .WithBody<ProductInput>(JsonBody.Json).Produces<Product>(StatusCodes.Status201Created)
            .WithHeader(IdempotentRequest.Header, "Any text of up to 255 characters, new for each product, such as a UUID.", required: false)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        Change(products.MapPut("/{id:long}", ReplaceAsync).WithName("ReplaceProduct").WithSummary("Replace a product")
            .WithDescription("What is left out gets its default. If nothing changes, the version stays.")
            .WithBody<ProductInput>(JsonBody.Json));
        Change(products.MapPatch("/{id:long}", PatchAsync).WithName("PatchProduct").WithSummary("Change parts of a product")
            .WithDescription("A JSON Merge Patch (RFC 7396): what is left out stays, null removes.")
            .WithBody<ProductInput>(JsonBody.MergePatch));
        products.MapDelete("/{id:long}", DeleteAsync).WithName("DeleteProduct").WithSummary("Delete a product")
            .WithIfMatch().WithProblems(StatusCodes.Status404NotFound, StatusCodes.Status412PreconditionFailed, StatusCodes.Status428PreconditionRequired);

        static void Change(RouteHandlerBuilder endpoint) => endpoint.WithIfMatch().Produces<Product>().WithProblems(
            StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status412PreconditionFailed,
            StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status428PreconditionRequired);
    }

    private static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint.WithHeader("If-Match", "The ETag of the version to change, such as \"7\"; a list of them; or * for any.", required: true);

    private static async Task<IResult> CreateAsync(
        HttpContext context, ProductWriter products, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken)
    {
        var draft = ToDraft(await JsonBody.ReadObjectAsync(context.Request, limits.Value.MaxBodyBytes, JsonBody.Json, cancellationToken));
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
        var draft = ToDraft(await JsonBody.ReadObjectAsync(context.Request, limits.Value.MaxBodyBytes, JsonBody.Json, cancellationToken));
        return Answer(context, await products.UpdateAsync(id, condition, _ => draft, cancellationToken));
    }

    private static async Task<Ok<Product>> PatchAsync(
        long id, HttpContext context, ProductWriter products, IOptions<HttpLimitsOptions> limits, CancellationToken cancellationToken)
    {
        var condition = EntityTags.RequireIfMatch(context.Request);
        var patch = await JsonBody.ReadObjectAsync(context.Request, limits.Value.MaxBodyBytes, JsonBody.MergePatch, cancellationToken);
        return Answer(context, await products.UpdateAsync(
            id, condition, product => ToDraft(MergePatch.Apply(ProductAsInput.Write(product), patch)!.AsObject()), cancellationToken));
    }

    private static async Task<NoContent> DeleteAsync(
        long id, HttpRequest request, ProductWriter products, CancellationToken cancellationToken)
    {
        await products.DeleteAsync(id, EntityTags.RequireIfMatch(request), cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProductDraft ToDraft(JsonObject body)
    {
        var errors = new FieldErrors();
        var input = ProductInputReader.Read(body, errors);
        return ProductValidator.Validate(input, errors)
            ?? throw Problems.Invalid(errors, "The product has fields that cannot be taken; see errors.");
    }

    private static Ok<Product> Answer(HttpContext context, WriteResult result)
    {
        context.Response.Headers.ETag = EntityTags.Of(result.Product.Version);
        return TypedResults.Ok(result.Product);
    }
}
