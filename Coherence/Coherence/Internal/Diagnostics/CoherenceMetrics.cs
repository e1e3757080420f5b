using System.Diagnostics;
using System.Diagnostics.Metrics;
using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>All instruments of a cache. No key or tag is ever a dimension.</summary>
internal sealed class CoherenceMetrics : IDisposable
{
    public static readonly ActivitySource Activities = new(CoherenceTelemetry.ActivitySourceName);

    private static readonly KeyValuePair<string, object?> Local = new("tier", "local");
    private static readonly KeyValuePair<string, object?> Redis = new("tier", "redis");

    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _waits;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _invalidations;
    private readonly Counter<long> _owed;
    private readonly Counter<long> _events;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _fills;
    private readonly Histogram<double> _requests;

    public CoherenceMetrics(IMeterFactory? factory, string domain)
    {
        var options = new MeterOptions(CoherenceTelemetry.MeterName) { Tags = [new("coherence.domain", domain)] };
        _meter = factory?.Create(options) ?? new Meter(options);
        _hits = _meter.CreateCounter<long>(CoherenceTelemetry.Hits, "{read}", "Reads served from a tier.");
        _misses = _meter.CreateCounter<long>(CoherenceTelemetry.Misses, "{read}", "Reads that no tier could serve.");
        _waits = _meter.CreateCounter<long>(CoherenceTelemetry.Waits, "{read}", "Reads that waited for another's fill, in this process or on another node.");
        _stale = _meter.CreateCounter<long>(CoherenceTelemetry.Stale, "{read}", "Expired values served, by reason.");
        _fenced = _meter.CreateCounter<long>(CoherenceTelemetry.Fenced, "{entry}", "Entries found that an invalidation had made useless.");
        _rejected = _meter.CreateCounter<long>(CoherenceTelemetry.Rejected, "{entry}", "Entries that could not be read or stored, by reason.");
        _invalidations = _meter.CreateCounter<long>(CoherenceTelemetry.Invalidations, "{tag}", "Tags and keys invalidated by this node.");
        _owed = _meter.CreateCounter<long>(CoherenceTelemetry.InvalidationsOwed, "{invalidation}", "Invalidations that did not reach Redis in time, and are sent later.");
        _events = _meter.CreateCounter<long>(CoherenceTelemetry.FeedEvents, "{event}", "Events heard, by what became of them.");
        _errors = _meter.CreateCounter<long>(CoherenceTelemetry.RedisErrors, "{request}", "Requests to Redis that failed, by error.");
        _fills = _meter.CreateHistogram<double>(CoherenceTelemetry.FillDuration, "s", "How long factories ran, by outcome.");
        _requests = _meter.CreateHistogram<double>(CoherenceTelemetry.RedisDuration, "s", "How long requests to Redis took, by operation.");
    }

    /// <param name="entries">Entries in memory.</param>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="age">The age of this node's knowledge; null while it has none.</param>
    /// <param name="detached">Whether the node is detached.</param>
    /// <param name="detachedTime">How long it was, in all.</param>
    public void Observe(Func<long> entries, Func<long> bytes, Func<TimeSpan?> age, Func<bool> detached, Func<TimeSpan> detachedTime)
    {
        _meter.CreateObservableGauge(CoherenceTelemetry.LocalEntries, entries, "{entry}", "Entries in memory.");
        _meter.CreateObservableGauge(CoherenceTelemetry.LocalBytes, bytes, "By", "Memory that entries take, with their keys and tags.");
        _meter.CreateObservableGauge(
            CoherenceTelemetry.FeedAge,
            () => age() is { } known ? [new Measurement<double>(known.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How old this node's knowledge of invalidations can be.");
        _meter.CreateObservableGauge(
            CoherenceTelemetry.Detached, () => detached() ? 1 : 0, "{node}", "1 while this node has not heard of invalidations for too long.");
        _meter.CreateObservableCounter(
            CoherenceTelemetry.DetachedTime, () => detachedTime().TotalSeconds, "s", "How long this node has been detached in all.");
    }

    public void LocalHit()
    {
        if (_hits.Enabled)
            _hits.Add(1, Local);
    }

    public void RedisHit() => _hits.Add(1, Redis);

    public void Miss() => _misses.Add(1);

    public void Waited() => _waits.Add(1);

    public void Stale(string reason) => _stale.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void FencedInRedis() => _fenced.Add(1, Redis);

    public void FencedLocally() => _fenced.Add(1, Local);

    public void Rejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Invalidated(int tags) => _invalidations.Add(tags);

    public void InvalidationOwed() => _owed.Add(1);

    public void Heard(FeedOutcome outcome) => _events.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void RedisFailed(Exception exception) => _errors.Add(1, new KeyValuePair<string, object?>("error.type", RedisFailure.KindOf(exception)));

    public void Filled(TimeSpan duration, string outcome) => _fills.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void RedisAnswered(RedisOperation operation, TimeSpan duration)
    {
        if (_requests.Enabled)
            _requests.Record(duration.TotalSeconds, operation.Tag);
    }

    public void Dispose() => _meter.Dispose();
}
