using System.Collections.Concurrent;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Web.Frontend.Tests.Fakes;

/// <summary>The writing half.</summary>
internal sealed partial class FakeProducts
{
    private readonly ConcurrentDictionary<string, long> _created = new();

    /// <summary>Changes a product as somebody else would.</summary>
    public Product Change(long id, Func<Product, Product> change)
    {
        var index = All.FindIndex(product => product.Id == id);
        return All[index] = change(All[index]) with { Version = All[index].Version + 1 };
    }

    private void MapWrites(IEndpointRouteBuilder api)
    {
        api.MapPost("/products", Create);
        api.MapPut("/products/{id:long}", Replace);
        api.MapDelete("/products/{id:long}", Delete);
    }

    private IResult Create(ProductInput input, HttpContext context)
    {
        if (!FakeCatalogApi.IsAuthorized(context))
            return Results.Problem(statusCode: StatusCodes.Status401Unauthorized);

        lock (All)
        {
            var key = context.Request.Headers["Idempotency-Key"].ToString();
            if (_created.TryGetValue(key, out var made))
                return Tagged(context, Find(made)!, StatusCodes.Status201Created);
            if (Errors(input, own: null) is { Count: > 0 } errors)
                return Results.ValidationProblem(errors);

            var product = Apply(input, All.Max(other => other.Id) + 1, version: 1);
            All.Add(product);
            _created[key] = product.Id;
            return Tagged(context, product, StatusCodes.Status201Created);
        }
    }

    private IResult Replace(long id, ProductInput input, HttpContext context)
    {
        if (Refusal(id, context) is { } refusal)
            return refusal;
        if (Errors(input, own: id) is { Count: > 0 } errors)
            return Results.ValidationProblem(errors);

        return Tagged(context, Change(id, old => Apply(input, id, old.Version)));
    }

    private IResult Delete(long id, HttpContext context)
    {
        if (Refusal(id, context) is { } refusal)
            return refusal;

        All.RemoveAll(product => product.Id == id);
        return Results.NoContent();
    }

    private IResult? Refusal(long id, HttpContext context)
    {
        if (!FakeCatalogApi.IsAuthorized(context))
            return Results.Problem(statusCode: StatusCodes.Status401Unauthorized);
        if (Find(id) is not { } current)
            return Results.Problem(statusCode: StatusCodes.Status404NotFound);
        if (context.Request.Headers.IfMatch.Count == 0)
            return Results.Problem(statusCode: StatusCodes.Status428PreconditionRequired);

        return context.Request.Headers.IfMatch == $"\"{current.Version}\"" ? null : Results.Problem(
            "The product has changed.",
            statusCode: StatusCodes.Status412PreconditionFailed,
            extensions: new Dictionary<string, object?> { ["currentVersion"] = current.Version });
    }

    private Dictionary<string, string[]> Errors(ProductInput input, long? own)
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrEmpty(input.Sku))
            errors["sku"] = ["A SKU is required."];
        else if (All.Exists(product => product.Sku == input.Sku && product.Id != own))
            errors["sku"] = ["Another product has this SKU."];
        if (string.IsNullOrEmpty(input.Name))
            errors["name"] = ["A name is required."];
        if (input.Price is null)
            errors["price"] = ["A price is required."];
        else if (input.Price.Amount < 0)
            errors["price.amount"] = ["The amount must be 0 or more."];
        if (input.Tags?.Any(tag => tag.Length > 50) == true)
            errors["tags[0]"] = ["A tag has at most 50 characters."];
        return errors;
    }

    private static Product Apply(ProductInput input, long id, long version) => new(
        id, input.Sku!, input.Name!, input.Description ?? "", input.Brand, FakeCatalogData.PathOf(input.Category), input.Price!,
        input.Stock ?? 0, input.Availability ?? (input.Stock > 0 ? Availability.InStock : Availability.OutOfStock),
        [.. (input.Tags ?? []).Select(tag => tag.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)],
        input.ImageLink, input.Attributes ?? [], version, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
