namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>When the versions of one row were committed.</summary>
internal sealed class CommitHistory
{
    private readonly long[] _versions;
    private readonly long[] _visibleFrom;

    public CommitHistory(IEnumerable<JournalEntry> commits)
    {
        Commits = [.. commits.OrderBy(static commit => commit.Version)];
        _versions = Array.ConvertAll(Commits, static commit => commit.Version);
        _visibleFrom = Array.ConvertAll(Commits, static commit => commit.Ended);
        // A later version that had committed before implies the earlier ones.
        for (var i = _visibleFrom.Length - 2; i >= 0; i--)
            _visibleFrom[i] = Math.Min(_visibleFrom[i], _visibleFrom[i + 1]);
    }

    /// <summary>In the order of versions. Those of a writer that was killed before it could note them are missing.</summary>
    public JournalEntry[] Commits { get; }

    /// <summary>How long a newer version than the one read had been committed when the read began; 0 for a read that is not old.</summary>
    public long AgeOf(in JournalEntry read)
    {
        var next = Array.BinarySearch(_versions, read.Version + 1);
        if (next < 0)
            next = ~next;
        return next < _versions.Length ? Math.Max(0, read.Begun - _visibleFrom[next]) : 0;
    }
}
