using Microsoft.AspNetCore.Components;

namespace Web.Frontend.Components.Layout;

public sealed partial class SearchBox
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    // On the pages that a search leads to, what was searched for stays in the box.
    private string? Text =>
        Http.Request.Path.Equals("/search", StringComparison.Ordinal) ? Http.Request.Query["q"].ToString() : null;
}
