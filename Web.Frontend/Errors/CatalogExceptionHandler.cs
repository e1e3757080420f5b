using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;
using Web.Frontend.Api;

namespace Web.Frontend.Errors;

/// <summary>
/// Adds <c>Retry-After</c> before the error page is rendered, and logs an API that is away in one line: its own log has the rest.
/// </summary>
internal sealed class CatalogExceptionHandler(ILogger<CatalogExceptionHandler> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is CatalogException)
        {
            // The request is on its way to the error page already.
            var asked = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path;
            logger.CatalogRefused(asked, Activity.Current?.TraceId.ToString(), exception.Message, exception.InnerException?.Message);
        }

        if (ErrorStatus.RetryAfter(exception) is { } retryAfter)
        {
            var seconds = (int)Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds));
            httpContext.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return ValueTask.FromResult(false);
    }
}
