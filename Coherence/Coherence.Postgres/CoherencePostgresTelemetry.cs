namespace AspireCache.Coherence.Postgres;

/// <summary>
/// The names under which a relay tells OpenTelemetry what it does. The meter carries the tag <c>coherence.domain</c>; tags, tables
/// and values are nowhere.
/// </summary>
public static class CoherencePostgresTelemetry
{
    /// <summary>The meter: give it to <c>AddMeter</c>.</summary>
    public const string MeterName = "AspireCache.Coherence.Postgres";

    /// <summary>Gauge: 1 while this node is the relay. Summed over the nodes it should be 1; 0 for longer than a moment means that commits invalidate nothing.</summary>
    public const string Leading = "coherence.relay.leading";

    /// <summary>Counter: transactions that this node turned into invalidations.</summary>
    public const string Transactions = "coherence.relay.transactions";

    /// <summary>Histogram, seconds: from when transactions were read to when Redis had applied them; those that came together count once.</summary>
    public const string ApplyDuration = "coherence.relay.apply.duration";

    /// <summary>Gauge, bytes: what the slot holds back of the log, or what the outbox takes; looked at twice a minute, by the relay.</summary>
    public const string Behind = "coherence.relay.behind";
}
