namespace AspireCache.Coherence.Benchmarks.Peers;

/// <summary>What differs between the benchmarks.</summary>
/// <param name="Redis">The server; null for memory alone, where an engine can do without (Coherence cannot).</param>
/// <param name="LocalEntries">How many entries of <paramref name="EntryBytes"/> memory may hold; null does not limit.</param>
/// <param name="EntryBytes">The size of an entry, for the engine that counts bytes.</param>
internal sealed record PeerOptions(string Redis, int? LocalEntries = null, int EntryBytes = 0)
{
    /// <summary>What memory may hold when nothing is to be evicted.</summary>
    public const int Plenty = 1_000_000;
}
