using Web.Frontend.Api;

namespace Web.Frontend.Errors;

/// <summary>The HTTP status that a failure deserves, and when to try again.</summary>
internal static class ErrorStatus
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    public static int Of(Exception exception) => exception switch
    {
        CatalogUnavailableException => StatusCodes.Status503ServiceUnavailable,
        CatalogBusyException => StatusCodes.Status429TooManyRequests,
        CatalogProblemException { Problem.Status: StatusCodes.Status400BadRequest } => StatusCodes.Status400BadRequest,
        // Whatever else the API refuses here, it refuses this server (a wrong write token, say), not the visitor.
        CatalogProblemException => StatusCodes.Status502BadGateway,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        CatalogUnavailableException unavailable => unavailable.RetryAfter ?? DefaultRetryAfter,
        CatalogBusyException busy => busy.RetryAfter ?? DefaultRetryAfter,
        _ => null,
    };
}
