using System.Security.Cryptography;
using System.Text;
using Catalog.Api.Caching;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Catalog.Api.Pictures;

/// <summary>A picture for every product: its own, or one that is drawn.</summary>
internal static class PictureEndpoints
{
    private const string Svg = "image/svg+xml";

    public static void MapPictures(this IEndpointRouteBuilder api) => api.MapGet("/products/{id:long}/picture", GetAsync)
        .WithTags("Products").WithName("GetProductPicture").WithSummary("A product's picture")
        .WithDescription("Leads to the product's imageLink where it has one; else the API draws a picture, always the same for the same product.")
        .Produces(StatusCodes.Status200OK, contentType: Svg).Produces(StatusCodes.Status302Found).Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<ContentHttpResult, RedirectHttpResult, StatusCodeHttpResult>> GetAsync(
        long id, HttpContext context, CatalogCache cache, CancellationToken cancellationToken)
    {
        var product = await cache.FindProductAsync(id, cancellationToken) ?? throw Problems.NotFound($"There is no product {id}.");
        var headers = context.Response.Headers;
        if (product.ImageLink is { } link)
        {
            headers.CacheControl = "no-cache";
            return TypedResults.Redirect(link);
        }

        string[] categories = [.. product.CategoryPath.Select(category => category.Name)];
        var tag = TagOf(product.Name, categories);
        headers.ETag = tag;
        headers.CacheControl = "public, max-age=300";
        return EntityTags.ClientHas(context.Request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(PictureArtist.Draw(product.Name, categories), Svg, Encoding.UTF8);
    }

    // Of what it is drawn from, so that it is known without drawing it.
    private static string TagOf(string name, string[] categories)
    {
        var source = $"{PictureArtist.Edition}\n{name}\n{string.Join('\n', categories)}";
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 12))}\"";
    }
}
