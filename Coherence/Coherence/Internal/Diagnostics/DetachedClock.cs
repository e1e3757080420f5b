namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>
/// Adds up how long a node was detached: from the limit after each proof of its knowledge to the next proof. To be told of the
/// latest proof more often than the limit is long.
/// </summary>
internal sealed class DetachedClock(TimeProvider time, long limit)
{
    private readonly Lock _lock = new();
    private long _provenAt = time.GetTimestamp() - limit;
    private long _total;

    /// <summary>How long in all, with the latest proof at <paramref name="knownAt"/>, a timestamp; <see cref="long.MinValue"/> where there is none yet.</summary>
    public TimeSpan Measure(long knownAt)
    {
        lock (_lock)
        {
            if (knownAt > _provenAt)
            {
                _total += Math.Max(0, knownAt - _provenAt - limit);
                _provenAt = knownAt;
            }

            var now = Math.Max(0, time.GetTimestamp() - _provenAt - limit);
            return time.GetElapsedTime(0, _total + now);
        }
    }
}
