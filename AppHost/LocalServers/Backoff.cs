namespace AspireCache.AppHost.LocalServers;

/// <summary>How long to wait before a server that ended by itself is started again: 1 s, twice as long each time, at most 30 s.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WellAfter = TimeSpan.FromMinutes(1);

    private TimeSpan _next = Shortest;
    private long _lastStart = time.GetTimestamp();

    /// <summary>The next wait; the shortest again for a server that has run for a minute.</summary>
    public TimeSpan Next()
    {
        if (time.GetElapsedTime(_lastStart) > _next + WellAfter) _next = Shortest;
        _lastStart = time.GetTimestamp();
        var wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait;
    }
}
