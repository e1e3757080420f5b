using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Changes;

/// <summary>Bounds of the stream of changes, section <c>Catalog:Changes</c>.</summary>
internal sealed class ChangesOptions
{
    public const string Section = "Catalog:Changes";

    /// <summary>How many clients one replica sends changes to at most. Default 1000.</summary>
    [Range(1, 100_000, ErrorMessage = "Catalog:Changes:MaxListeners must be 1 to 100000.")]
    public int MaxListeners { get; set; } = 1000;

    /// <summary>How many changes are kept for clients that come back. Default 1000.</summary>
    [Range(10, 100_000, ErrorMessage = "Catalog:Changes:History must be 10 to 100000.")]
    public int History { get; set; } = 1000;

    /// <summary>A client hears something at least this often. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Catalog:Changes:Heartbeat must be 00:00:00.100 to 00:05:00.")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);
}
