using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>The rows of a node, from its cache or past it; what is read from where they are kept is noted as a fill.</summary>
internal sealed class RowSource(NodeCache cache, IRows rows, Journal journal) : IRowReader
{
    /// <summary>What the cache gives for a row.</summary>
    public async ValueTask<(long Version, bool IsMarked)> ReadAsync(int key)
    {
        var reading = CacheReading.Begin();
        var version = await ReadCachedAsync(key);
        return (version, reading.StaleReason is not null);
    }

    /// <summary>As <see cref="ReadAsync"/>, within the caller's own <see cref="CacheReading"/>.</summary>
    public ValueTask<long> ReadCachedAsync(int key) => cache.ReadAsync(key, token => LoadAsync(key, token));

    /// <summary>The version that a row has now.</summary>
    public async ValueTask<long> LoadAsync(int key, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var version = await rows.ReadAsync(key, cancellationToken);
        journal.Add(new JournalEntry(JournalKind.Fill, key, version, begun, Stopwatch.GetTimestamp()));
        return version;
    }

    public void Dispose()
    {
    }
}
