using Microsoft.AspNetCore.Components;

namespace Web.Frontend.Components.Layout;

public sealed partial class SiteHeader
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private string? Current(string section)
    {
        var path = Http.Request.Path;
        if (path.Equals(section, StringComparison.Ordinal))
            return "page";
        return path.StartsWithSegments(section, StringComparison.Ordinal) ? "true" : null;
    }
}
