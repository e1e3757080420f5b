namespace AspireCache.Coherence;

/// <summary>The names under which a cache tells OpenTelemetry what it does.</summary>
public static class CoherenceTelemetry
{
    /// <summary>The meter: give it to <c>AddMeter</c>.</summary>
    public const string MeterName = "AspireCache.Coherence";

    /// <summary>The activity source: give it to <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "AspireCache.Coherence";
}
