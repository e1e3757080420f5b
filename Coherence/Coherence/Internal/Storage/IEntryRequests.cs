using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What reads and fills ask of Redis.</summary>
internal interface IEntryRequests
{
    /// <summary>Reads clock, fences and entry in one round trip.</summary>
    ValueTask<Snapshot> ReadAsync(string key, string[] tags);

    /// <summary>Reads clock and fences only.</summary>
    ValueTask<Snapshot> ReadFencesAsync(string[] tags);

    /// <summary>
    /// Asks for the lease of the key, if one is named, makes missing fences, and reads as <see cref="ReadAsync"/> does, in one round trip.
    /// With <paramref name="unlessThere"/> it asks for the lease only where there is no entry.
    /// </summary>
    ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere);

    /// <summary>
    /// Stores an entry, sealed where it is sensitive, and returns the lease of its key, if one is named, in one round trip; false where
    /// that lease is not held any more.
    /// </summary>
    ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive);

    /// <summary>Renews a lease; false where it is not held any more.</summary>
    ValueTask<bool> RenewAsync(string key, string lease, Knowledge known);

    /// <summary>Returns a lease; false where it is not held any more.</summary>
    ValueTask<bool> ReleaseAsync(string key, string lease);
}
