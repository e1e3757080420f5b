namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>When the versions of one row were committed, as their writers noted it, or as a factory proves that read them.</summary>
internal sealed class CommitHistory
{
    private readonly long[] _versions;
    private readonly long[] _committedBy;

    /// <param name="commits">What writers noted.</param>
    /// <param name="fills">What factories read: a writer may have been killed, or cut off, before it could note its commit.</param>
    public CommitHistory(IEnumerable<JournalEntry> commits, IEnumerable<JournalEntry> fills)
    {
        Commits = [.. commits.OrderBy(static commit => commit.Version)];
        var proofs = Commits.Concat(fills).GroupBy(static proof => proof.Version).OrderBy(static proofs => proofs.Key).ToArray();
        _versions = Array.ConvertAll(proofs, static version => version.Key);
        _committedBy = Array.ConvertAll(proofs, static version => version.Min(static proof => proof.Ended));
        // A later version that had committed before implies the earlier ones.
        for (var i = _committedBy.Length - 2; i >= 0; i--)
            _committedBy[i] = Math.Min(_committedBy[i], _committedBy[i + 1]);
    }

    /// <summary>Those that writers noted, in the order of versions.</summary>
    public JournalEntry[] Commits { get; }

    /// <summary>How long a newer version than the one read had been committed when the read began; 0 for a read that is not old.</summary>
    public long AgeOf(in JournalEntry read)
    {
        var next = Array.BinarySearch(_versions, read.Version + 1);
        if (next < 0)
            next = ~next;
        return next < _versions.Length ? Math.Max(0, read.Begun - _committedBy[next]) : 0;
    }
}
