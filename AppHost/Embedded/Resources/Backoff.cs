namespace AspireCache.AppHost.Embedded.Resources;

/// <summary>How long to wait before a resource that ended by itself is started again: 1 s, twice as long each time, at most 30 s.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = Shortest;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait;
    }

    /// <summary>The resource has been well for a while: start over.</summary>
    public void Reset() => _next = Shortest;
}
