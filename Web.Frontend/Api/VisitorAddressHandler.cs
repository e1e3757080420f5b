namespace Web.Frontend.Api;

/// <summary>Tells the API for whom a request is made, so that it can limit by visitor instead of limiting this server.</summary>
internal sealed class VisitorAddressHandler(IHttpContextAccessor accessor) : DelegatingHandler
{
    private const string Header = "X-Forwarded-For";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Replaced, not appended: a retry comes through here again.
        request.Headers.Remove(Header);
        if (accessor.HttpContext?.Connection.RemoteIpAddress is { } address)
            request.Headers.Add(Header, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        return base.SendAsync(request, cancellationToken);
    }
}
