namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>How a reader gets rows from its node.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Reads a row.</summary>
    /// <returns>Its version, and whether the node says that it may be stale.</returns>
    /// <exception cref="IOException">The node could not answer; other exceptions are those of the database.</exception>
    ValueTask<(long Version, bool IsMarked)> ReadAsync(int key);
}
