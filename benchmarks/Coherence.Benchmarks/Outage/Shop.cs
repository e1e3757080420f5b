using System.Diagnostics;

namespace AspireCache.Coherence.Benchmarks.Outage;

/// <summary>The database of the run: a version for each key, and when each version came to be.</summary>
internal sealed class Shop(int keys)
{
    /// <summary>About what a query for one row costs.</summary>
    private static readonly TimeSpan QueryTime = TimeSpan.FromMilliseconds(2);

    private readonly long[] _versions = new long[keys];
    private readonly (long Version, long At)[] _previous = new (long, long)[keys];
    private readonly Lock _lock = new();

    public int Keys => keys;

    public async ValueTask<long> ReadAsync(int key, CancellationToken cancellationToken)
    {
        var version = Volatile.Read(ref _versions[key]);
        await Task.Delay(QueryTime, TimeProvider.System, cancellationToken);
        return version;
    }

    public long Change(int key)
    {
        lock (_lock)
        {
            _previous[key] = (_versions[key], Stopwatch.GetTimestamp());
            return ++_versions[key];
        }
    }

    /// <summary>The least that a read which begins now may return, if it may be old by the limit.</summary>
    public long LeastNow(int key, TimeSpan limit)
    {
        lock (_lock)
            return Stopwatch.GetElapsedTime(_previous[key].At) > limit ? _versions[key] : _previous[key].Version;
    }
}
