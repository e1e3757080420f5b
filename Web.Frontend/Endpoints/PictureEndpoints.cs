using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Web.Frontend.Api;
using Web.Frontend.Errors;

namespace Web.Frontend.Endpoints;

/// <summary>Passes the API's pictures on, so that pages need nothing but this origin.</summary>
internal static class PictureEndpoints
{
    // A drawn picture is a document too if somebody opens it by itself: it may do nothing then.
    private const string PicturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    // Browsers show the body of a picture whatever its status: better a quiet field than a broken one.
    private const string Missing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\"><path d=\"M13 17h14l-1.5 11h-11zM16 17l2-4M24 17l-2-4\" fill=\"none\" stroke=\"#8a8195\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>";

    private const string Versioned = "public, max-age=86400";

    public static void MapPictures(this IEndpointRouteBuilder app) =>
        app.MapGet("/pictures/{id:long}", GetAsync);

    private static async Task GetAsync(long id, string? v, CatalogClient catalog, HttpContext context)
    {
        // An error page in the place of a picture would help nobody.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;

        try
        {
            using var answer = await catalog.GetPictureAsync(id, context.Request.Headers, context.RequestAborted);
            await PassOnAsync(answer, isVersioned: v is not null, context);
        }
        catch (CatalogProblemException e)
        {
            await AnswerMissingAsync(context, e.Problem.Status);
        }
        catch (CatalogException e)
        {
            await AnswerMissingAsync(context, ErrorStatus.Of(e));
        }
    }

    private static Task AnswerMissingAsync(HttpContext context, int status)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "image/svg+xml";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = PicturePolicy;
        return response.WriteAsync(Missing, context.RequestAborted);
    }

    private static async Task PassOnAsync(HttpResponseMessage answer, bool isVersioned, HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        response.Headers.ETag = answer.Headers.ETag?.ToString();
        response.Headers.LastModified = answer.Content.Headers.LastModified?.ToString("R");
        response.Headers.CacheControl = isVersioned && answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified
            ? Versioned
            : answer.Headers.CacheControl?.ToString();

        if (answer.Headers.Location is { IsAbsoluteUri: true } location)
            response.Headers.Location = location.AbsoluteUri;

        if (answer.StatusCode is not HttpStatusCode.OK)
            return;

        if (answer.Content.Headers.ContentType?.MediaType?.StartsWith("image/", StringComparison.Ordinal) != true)
        {
            await AnswerMissingAsync(context, StatusCodes.Status502BadGateway);
            return;
        }

        response.ContentType = answer.Content.Headers.ContentType.ToString();
        response.ContentLength = answer.Content.Headers.ContentLength;
        response.Headers.ContentSecurityPolicy = PicturePolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    }
}
