namespace AspireCache.Coherence.Lab;

/// <summary>What an entry of a journal tells.</summary>
internal enum JournalKind : byte
{
    /// <summary>A reader was given a version.</summary>
    Read,

    /// <summary>A reader was given a version, and told that it may be stale.</summary>
    MarkedRead,

    /// <summary>A reader was given an error.</summary>
    FailedRead,

    /// <summary>A factory read a version from the database.</summary>
    Fill,

    /// <summary>A version was committed; where nodes invalidate, its invalidation had returned as applied when this ended.</summary>
    Commit,

    /// <summary>Who had just committed on a node read there: the version is by how much that was ahead of its own; below 0 is wrong.</summary>
    OwnRead,

    /// <summary>A version was committed, and its invalidation is owed, or failed: it binds nobody but the node that was called.</summary>
    Owed,
}
