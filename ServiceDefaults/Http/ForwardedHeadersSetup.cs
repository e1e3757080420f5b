using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace AspireCache.ServiceDefaults.Http;

/// <summary>
/// Makes the framework's forwarded headers out of <see cref="ProxyOptions"/>. <c>X-Forwarded-Host</c> is not read: a proxy
/// passes the host on as it is, and links must not be built from what a stranger wrote.
/// </summary>
internal sealed class ForwardedHeadersSetup(IOptions<ProxyOptions> proxy) : IConfigureOptions<ForwardedHeadersOptions>
{
    private static readonly string[] DefaultNetworks =
        ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

    public void Configure(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = proxy.Value.ForwardLimit;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxy.Value.KnownNetworks is { Count: > 0 } configured ? configured : DefaultNetworks)
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
    }
}
