using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Http;

/// <summary>What one request may ask of the API. Section <c>Catalog:Limits</c>.</summary>
internal sealed class HttpLimitsOptions
{
    public const string Section = "Catalog:Limits";

    /// <summary>Bytes of a request body; imports have their own limit. Default 256 KiB, more than any valid product takes.</summary>
    [Range(1024, 64 * 1024 * 1024, ErrorMessage = "Catalog:Limits:MaxBodyBytes must be 1024 to 67108864.")]
    public long MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>Products on a page when the client does not say. Default 24.</summary>
    [Range(1, 100, ErrorMessage = "Catalog:Limits:DefaultPageSize must be 1 to 100.")]
    public int DefaultPageSize { get; set; } = 24;

    /// <summary>The most products a client may ask for on one page. Default 100.</summary>
    [Range(1, 1000, ErrorMessage = "Catalog:Limits:MaxPageSize must be 1 to 1000.")]
    public int MaxPageSize { get; set; } = 100;

    /// <summary>A request that takes longer is answered 503. Default 20 seconds; imports have none.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Catalog:Limits:RequestTimeout must be 00:00:01 to 00:10:00.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Requests a second that one client may keep up (an address; an IPv6 client is its /64 network). 0 for no limit. Default 50.
    /// </summary>
    [Range(0, 1_000_000, ErrorMessage = "Catalog:Limits:RequestsPerSecond must be 0 (no limit) to 1000000.")]
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests one client may make at once after a rest. Default 200.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Catalog:Limits:RequestBurst must be 1 to 1000000.")]
    public int RequestBurst { get; set; } = 200;

    /// <summary>
    /// How many times as much those may ask who send the write token; the storefront, which asks for all its visitors, is one.
    /// Default 20.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "Catalog:Limits:WriterFactor must be 1 to 10000.")]
    public int WriterFactor { get; set; } = 20;
}
