using System.ComponentModel.DataAnnotations;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>Section <c>RedisGuard</c>: what a cache in Redis may cost a request at the worst.</summary>
public sealed class RedisGuardOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "RedisGuard";

    /// <summary>
    /// How long a request waits for one operation; then it goes on without. Default: 30 ms; 5 ms to 1 s. A request waits at
    /// most this, times <see cref="FailureThreshold"/>, before Redis is left alone.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:01", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMilliseconds(30);

    /// <summary>After how many failures within <see cref="FailureWindow"/> Redis is left alone. Default: 2; 1 to 100.</summary>
    [Range(1, 100)]
    public int FailureThreshold { get; set; } = 2;

    /// <summary>How close together failures must be to count together. Default: 1 s; 0.1 to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after a failed try Redis is tried again, in the background. Default: 250 ms; 10 ms to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long one such try may take, the replay of missed invalidations included. Default: 10 s; 0.1 to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the start waits for the first try, so that a Redis that is there is in use at once. Default: 1 s; 0 to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan StartupGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many missed invalidations are remembered for the replay; beyond that all of this application's entries are
    /// deleted from Redis instead. Default: 1,000; 1 to 100,000.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxRememberedInvalidations { get; set; } = 1_000;

    /// <summary>
    /// What all of this application's keys begin with, the same for all of its replicas. Default: the application's name
    /// in lower case and a colon. Letters, digits, <c>. _ : -</c>.
    /// </summary>
    [Required, RegularExpression("[A-Za-z0-9._:-]{1,64}")]
    public string KeyPrefix { get; set; } = "";
}
