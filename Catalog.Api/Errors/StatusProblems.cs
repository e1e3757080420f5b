using Microsoft.AspNetCore.Diagnostics;

namespace Catalog.Api.Errors;

/// <summary>Problem details for answers that got a status but no body: from routing and from the server.</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var request = context.HttpContext.Request;
        var response = context.HttpContext.Response;
        var status = response.StatusCode;
        // Routing knows nothing of HEAD, which is answered wherever GET is.
        var allowed = response.Headers.Allow.ToString();
        if (allowed.Contains(HttpMethods.Get, StringComparison.Ordinal))
            response.Headers.Allow = allowed = $"{allowed}, {HttpMethods.Head}";
        var detail = status switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {request.Path}. The API is described at /docs.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{request.Method} is not possible here; {allowed} is.",
            _ => null,
        };
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context.HttpContext);
    }
}
