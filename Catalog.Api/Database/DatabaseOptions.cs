using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Database;

/// <summary>How long the database may be silent. Section <c>Catalog:Database</c>.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Catalog:Database";

    /// <summary>
    /// After how long without an answer to the simplest question the database counts as hung: reads that wait for it are given up then, and
    /// others are refused at once, until it answers again. Default 700 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Catalog:Database:HungAfter must be 00:00:00.100 to 00:01:00.")]
    public TimeSpan HungAfter { get; set; } = TimeSpan.FromMilliseconds(700);
}
