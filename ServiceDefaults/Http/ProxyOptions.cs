namespace AspireCache.ServiceDefaults.Http;

/// <summary>Section <c>Proxy</c>: which proxies in front of the service are believed.</summary>
public sealed class ProxyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Proxy";

    /// <summary>
    /// The networks whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, as CIDR. Where none is given:
    /// loopback and the private ranges. Whoever can reach the service from one of them can claim any address.
    /// </summary>
    public IList<string> KnownNetworks { get; } = [];

    /// <summary>How many proxies in a row are believed. Default: 1; 1 to 10.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 10)]
    public int ForwardLimit { get; set; } = 1;
}
