using Microsoft.AspNetCore.Diagnostics;

namespace Catalog.Api.Errors;

/// <summary>Problem details for answers that got a status but no body: from routing and from the server.</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var request = context.HttpContext.Request;
        var status = context.HttpContext.Response.StatusCode;
        var detail = status switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {request.Path}. The API is described at /docs.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{request.Method} is not possible here; {context.HttpContext.Response.Headers.Allow} is.",
            _ => null,
        };
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context.HttpContext);
    }
}
