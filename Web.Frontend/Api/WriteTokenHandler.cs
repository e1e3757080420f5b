using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Web.Frontend.Security;

namespace Web.Frontend.Api;

/// <summary>Lends the stack's write token to requests that a signed-in user makes, and to no others.</summary>
internal sealed class WriteTokenHandler(IHttpContextAccessor accessor, IOptions<CatalogOptions> options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var signedIn = accessor.HttpContext?.User.Identity?.IsAuthenticated == true;
        request.Headers.Authorization = signedIn && options.Value.WriteToken is { Length: > 0 } token
            ? new AuthenticationHeaderValue("Bearer", token)
            : null;
        return base.SendAsync(request, cancellationToken);
    }
}
