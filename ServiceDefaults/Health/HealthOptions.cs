using System.ComponentModel.DataAnnotations;

namespace AspireCache.ServiceDefaults.Health;

/// <summary>Section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Health";

    /// <summary>
    /// How long one check may take; it counts as failed then. Default: 0.8 s, less than the second that Kubernetes waits for a
    /// probe: a Redis that hangs must make the service degraded, not unreachable. 0.1 to 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromMilliseconds(800);
}
