using Microsoft.AspNetCore.Components;
using Web.Frontend.Security;

namespace Web.Frontend.Components.Layout;

/// <summary>Says what happened before the redirection that led here.</summary>
public sealed partial class FlashBanner
{
    private FlashMessage? _message;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [Inject]
    private Flash Flash { get; set; } = default!;

    protected override void OnInitialized()
    {
        if (!Http.Response.HasStarted)
            _message = Flash.Take(Http);
    }
}
