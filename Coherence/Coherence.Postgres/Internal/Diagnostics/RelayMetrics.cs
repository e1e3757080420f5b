using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace AspireCache.Coherence.Postgres.Internal.Diagnostics;

/// <summary>All instruments of a node's relay.</summary>
internal sealed class RelayMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _transactions;
    private readonly Histogram<double> _applied;
    private long _behind = -1;
    private volatile bool _isLeading;

    public RelayMetrics(IOptions<CoherenceOptions> coherence, IMeterFactory? factory = null)
    {
        var options = new MeterOptions(CoherencePostgresTelemetry.MeterName) { Tags = [new("coherence.domain", coherence.Value.Domain)] };
        _meter = factory?.Create(options) ?? new Meter(options);
        _transactions = _meter.CreateCounter<long>(CoherencePostgresTelemetry.Transactions, "{transaction}", "Transactions that this node turned into invalidations.");
        _applied = _meter.CreateHistogram<double>(CoherencePostgresTelemetry.ApplyDuration, "s", "From when transactions were read to when Redis had applied them.");
        _meter.CreateObservableGauge(CoherencePostgresTelemetry.Leading, () => _isLeading ? 1 : 0, "{node}", "1 while this node is the relay.");
        _meter.CreateObservableGauge(
            CoherencePostgresTelemetry.Behind,
            () => Interlocked.Read(ref _behind) is var bytes and >= 0 ? [new Measurement<long>(bytes)] : Array.Empty<Measurement<long>>(),
            "By",
            "What the slot holds back of the log, or what the outbox takes.");
    }

    public void Leads() => _isLeading = true;

    public void Follows()
    {
        _isLeading = false;
        Interlocked.Exchange(ref _behind, -1);
    }

    public void Behind(long bytes) => Interlocked.Exchange(ref _behind, bytes);

    public void Applied(int transactions, TimeSpan duration)
    {
        _transactions.Add(transactions);
        _applied.Record(duration.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
