using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Catalog.Api.Errors;

/// <summary>Turns what handlers throw into problem details. Nothing of the exception itself is sent, but what was written for clients.</summary>
internal sealed class CatalogExceptionHandler(ILogger<CatalogExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // Nobody is left to answer; 499 is what the log shows.
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var answer = exception switch
        {
            ProblemException problem => problem,
            UnknownOutcomeException => UnknownOutcome(httpContext, exception),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(httpContext),
            BadHttpRequestException bad => Bad(bad),
            _ when DatabaseFaults.IsUnavailable(exception) => Unavailable(exception),
            _ => Unexpected(exception),
        };

        if (answer.Header is var (name, value))
            httpContext.Response.Headers[name] = value;

        await TypedResults.Problem(answer.Problem).ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemException TooLarge(HttpContext context) =>
        Problems.TooLarge(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0);

    private static ProblemException Bad(BadHttpRequestException exception) => new(new ProblemDetails
    {
        Status = exception.StatusCode,
        Title = ReasonPhrases.GetReasonPhrase(exception.StatusCode),
        Detail = exception.Message,
    });

    private ProblemException Unexpected(Exception exception)
    {
        // The middleware logs nothing of an exception that a handler took.
        Log.Unexpected(logger, exception);
        return new ProblemException(new ProblemDetails
        {
            Status = StatusCodes.Status500InternalServerError,
            Title = "Internal Server Error",
            Detail = "Something went wrong here, not with your request. The traceId finds it in the logs.",
        });
    }

    private ProblemException Unavailable(Exception exception)
    {
        Log.DatabaseUnavailable(logger, exception.Message);
        return DatabaseFaults.ToProblem(exception);
    }

    private ProblemException UnknownOutcome(HttpContext context, Exception exception)
    {
        Log.OutcomeUnknown(logger, exception.InnerException!.Message);
        return Problems.Unavailable(
            "The connection to the database broke while the change was being committed: whether it was made is unknown. " +
            context.Request.Method switch
            {
                "POST" => "With an Idempotency-Key, send the same request again: it is done once. Without, look the product up by its sku first.",
                "DELETE" => "Send the same request again: 404 says that the product is gone.",
                _ => "Read the product again: its version tells. Or send the same request again: 412 says that the product was changed.",
            });
    }
}
