namespace AspireCache.Coherence.Lab;

/// <summary>Who invalidates what has changed.</summary>
internal enum Invalidation
{
    /// <summary>With Coherence commits do; with the other engines writers remove tags once they have committed.</summary>
    Commits,

    /// <summary>Nodes change a value that they share in memory, and remove its key from their own cache. There is no database.</summary>
    Keys,

    /// <summary>As <see cref="Keys"/>, by a tag of the entry.</summary>
    Tags,
}
