namespace AspireCache.Http.Peers.Checking;

/// <summary>When each version of a row was committed, as its writer saw the commit end.</summary>
internal sealed class RowHistory
{
    private readonly Lock _lock = new();
    private readonly List<(long Version, long Time)> _commits = [];

    public void Add(long version, long time)
    {
        lock (_lock)
            _commits.Add((version, time));
    }

    /// <summary>How long before <paramref name="asked"/> the first newer version had committed; zero where <paramref name="version"/> was the newest.</summary>
    public TimeSpan AgeOf(long version, long asked, TimeProvider clock)
    {
        var first = asked;
        lock (_lock)
            foreach (var commit in _commits)
                if (commit.Version > version && commit.Time < first)
                    first = commit.Time;
        return clock.GetElapsedTime(first, asked);
    }
}
