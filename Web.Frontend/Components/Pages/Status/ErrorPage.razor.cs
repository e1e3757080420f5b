using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Web.Frontend.Api;

namespace Web.Frontend.Components.Pages.Status;

/// <summary>What a visitor sees when a page failed. Only the exception handler comes here; visited by hand, it is not found.</summary>
public sealed partial class ErrorPage
{
    private Exception? _error;
    private string? _retryUrl;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private string Title => _error switch
    {
        CatalogUnavailableException => "The catalogue does not answer right now.",
        CatalogBusyException => "That was a little too fast.",
        CatalogProblemException { Problem.Status: StatusCodes.Status400BadRequest } => "This address does not make sense.",
        CatalogProblemException { Problem.Status: StatusCodes.Status401Unauthorized } => "The catalogue does not accept this server's write token.",
        CatalogProblemException => "The catalogue refused the request.",
        _ => "Something went wrong on our side.",
    };

    private string Advice => _error switch
    {
        CatalogUnavailableException => "This passes, usually within seconds. Nothing that you saved before is lost.",
        CatalogBusyException => $"Please wait {Http.Response.Headers.RetryAfter} seconds, then go on.",
        CatalogProblemException { Problem.Status: StatusCodes.Status401Unauthorized } =>
            "Catalog:WriteToken has to be the same for the API and for the storefront.",
        CatalogProblemException problem => problem.Problem.Message,
        _ => "The error has been recorded. Trying again may help.",
    };

    protected override void OnInitialized()
    {
        if (Http.Features.Get<IExceptionHandlerPathFeature>() is not { } feature)
            return;

        _error = feature.Error;

        // The query string is still the failed request's; a form cannot be sent again by a link.
        if (HttpMethods.IsGet(Http.Request.Method))
            _retryUrl = feature.Path + Http.Request.QueryString;
    }
}
