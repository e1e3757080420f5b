using System.ComponentModel.DataAnnotations;

namespace Web.Frontend.Api;

/// <summary>Section <c>Catalog:Client</c>: how long a visitor waits for the API.</summary>
internal sealed class CatalogClientOptions
{
    public const string Section = "Catalog:Client";

    /// <summary>A read that has no answer after so long, repetitions included, is given up. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00", ErrorMessage = "Catalog:Client:ReadTimeout must be 00:00:00.500 to 00:01:00.")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
