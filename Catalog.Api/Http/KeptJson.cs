using System.IO.Hashing;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Http;

/// <summary>
/// An answer that clients and caches between may keep, if they ask before they use it again: with an entity tag, of the encoding that it is
/// sent in, and 304 for who has it.
/// </summary>
/// <param name="value">What is answered.</param>
/// <param name="tag">Its entity tag; null: made of the answer's bytes.</param>
internal sealed class KeptJson<T>(T value, string? tag = null) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value;
        var body = JsonSerializer.SerializeToUtf8Bytes(value, options.SerializerOptions);
        var current = EntityTags.Encoded(tag ?? $"\"{Convert.ToHexStringLower(XxHash128.Hash(body))}\"", httpContext.Request.SettleEncoding());
        var response = httpContext.Response;
        response.Headers.ETag = current;
        // A copy may be kept, but is to be checked before it is used.
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = httpContext.RequestServices.GetRequiredService<IOptions<CorsSettings>>().Value.Origins.Count > 0
            ? "Accept-Encoding, Origin"
            : "Accept-Encoding";
        if (EntityTags.ClientHas(httpContext.Request, current))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
