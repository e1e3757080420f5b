using Catalog.Api.Errors;

namespace Catalog.Api.Database;

/// <summary>Answers 503 at once while the database has not been reached and migrated since the start.</summary>
internal sealed class DatabaseGate(RequestDelegate next, DatabaseReadiness readiness)
{
    public Task InvokeAsync(HttpContext context) =>
        readiness.IsReady || !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? next(context)
            : AnswerAsync(context, "The catalogue is starting: its database is not ready yet. Try again in a moment.");

    public static Task AnswerAsync(HttpContext context, string detail)
    {
        var problem = Problems.Unavailable(detail);
        context.Response.Headers.RetryAfter = "2";
        return TypedResults.Problem(problem.Problem).ExecuteAsync(context);
    }
}
