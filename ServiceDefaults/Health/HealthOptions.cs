using System.ComponentModel.DataAnnotations;

namespace AspireCache.ServiceDefaults.Health;

/// <summary>Section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Health";

    /// <summary>How long one check may take; it counts as failed then. Default: 2 s; 0.1 to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
