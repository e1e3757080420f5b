using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// What a flight brings. Of a value that callers could change each gets a copy of its own, made of the payload; one of them the
/// copy that was made to see whether it can be.
/// </summary>
internal sealed class Landing<T>(T value, byte[]? payload, CacheOrigin origin, string? staleReason, bool isBehind, bool isSensitive)
{
    public CacheOrigin Origin => origin;

    /// <summary>Whether it was read behind a replica, and is not kept.</summary>
    public bool IsBehind => isBehind;

    /// <summary>Whether what is made of it is sensitive.</summary>
    public bool IsSensitive => isSensitive;

    public string? StaleReason => staleReason;

    private int _isTaken;

    public T Take(Serializers serializers)
    {
        if (payload is null || Interlocked.Exchange(ref _isTaken, 1) == 0)
            return value;
        return serializers.For<T>().Deserialize(new(payload));
    }
}
