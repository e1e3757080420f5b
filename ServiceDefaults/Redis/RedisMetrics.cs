using System.Diagnostics.Metrics;
using AspireCache.ServiceDefaults.Telemetry;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>The guard's metrics; all of their names are here.</summary>
internal sealed class RedisMetrics
{
    public const string OperationsName = "aspirecache.redis.operations";
    public const string DurationName = "aspirecache.redis.operation.duration";
    public const string AvailableName = "aspirecache.redis.available";
    public const string LostName = "aspirecache.redis.losses";
    public const string ReplayedName = "aspirecache.redis.invalidations.replayed";
    public const string FlushesName = "aspirecache.redis.flushes";

    public const string Hit = "hit";
    public const string Miss = "miss";
    public const string Done = "done";
    public const string TimedOut = "timeout";
    public const string Failed = "error";

    private const string SkippedOutcome = "skipped";

    private readonly TimeProvider _time;
    private readonly Counter<long> _operations;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _losses;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _flushes;
    private int _available;

    public RedisMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(TelemetryNames.RedisMeter);
        _operations = meter.CreateCounter<long>(OperationsName, "{operation}", "Operations on the caches in Redis, by cache, operation and outcome.");
        _duration = meter.CreateHistogram<double>(DurationName, "s", "How long a request waited for an operation that was sent to Redis.");
        _losses = meter.CreateCounter<long>(LostName, "{loss}", "How often Redis was given up.");
        _replayed = meter.CreateCounter<long>(ReplayedName, "{invalidation}", "Missed invalidations that were made good.");
        _flushes = meter.CreateCounter<long>(FlushesName, "{flush}", "How often all of the application's entries were deleted, by reason.");
        meter.CreateObservableGauge(AvailableName, () => Volatile.Read(ref _available), "1", "1 while Redis is in use, 0 while it is left alone.");
    }

    public void Ended(RedisOperation operation, string outcome, long start)
    {
        _operations.Add(1, new("cache", operation.Cache), new("operation", operation.Name), new("outcome", outcome));
        _duration.Record(_time.GetElapsedTime(start).TotalSeconds, new("cache", operation.Cache), new("operation", operation.Name));
    }

    public void Skipped(RedisOperation operation) =>
        _operations.Add(1, new("cache", operation.Cache), new("operation", operation.Name), new("outcome", SkippedOutcome));

    public void SetAvailable(bool available)
    {
        Volatile.Write(ref _available, available ? 1 : 0);
        if (!available)
            _losses.Add(1);
    }

    public void Replayed(int count) => _replayed.Add(count);

    public void Flushed(string reason) => _flushes.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
