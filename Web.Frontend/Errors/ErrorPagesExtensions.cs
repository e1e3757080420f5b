using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Web.Frontend.Api;

namespace Web.Frontend.Errors;

/// <summary>Gives every failure a page and its right status.</summary>
internal static class ErrorPagesExtensions
{
    /// <summary>Call it before everything that can fail.</summary>
    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = ErrorStatus.Of,
            SuppressDiagnosticsCallback = static context => context.Exception is CatalogException,
        });
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use(static (context, next) =>
        {
            // The page that explains is asked for, not sent: as a form it would be refused in its turn.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
                context.Request.Method = HttpMethods.Get;
            return next(context);
        });
    }

    /// <summary>
    /// Call it right after the antiforgery middleware. Blazor's own answer to a form without a valid token is empty, but has a
    /// content type already, so that the status code pages would leave it alone.
    /// </summary>
    public static void UseRefusedForms(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });
}
