using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;

namespace Web.Frontend.Components.Pages.Status;

/// <summary>Gives answers that would be empty a page. Only the pipeline comes here; visited by hand, it is not found.</summary>
public sealed partial class StatusPage
{
    [Parameter]
    public int Code { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private bool IsReexecuted => Http.Features.Get<IStatusCodeReExecuteFeature>() is not null;

    private string Title => Code switch
    {
        StatusCodes.Status400BadRequest => "This form cannot be used any more.",
        StatusCodes.Status405MethodNotAllowed => "That does not work here.",
        StatusCodes.Status413PayloadTooLarge => "That is too much at once.",
        _ => "That did not work.",
    };

    private string Advice => Code switch
    {
        StatusCodes.Status400BadRequest => "It was open for too long, or you signed in or out since. Go back, reload the page and send it again.",
        StatusCodes.Status413PayloadTooLarge => "What was sent is larger than this server accepts.",
        _ => "The server did not accept the request. Go back and try it once more.",
    };
}
