using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>What a flight brings. A value that callers could change goes to one of them as it is, and to the others as copies.</summary>
internal sealed class Landing<T>(T value, byte[]? payload, CacheOrigin origin, string? staleReason)
{
    public CacheOrigin Origin => origin;

    public string? StaleReason => staleReason;

    private int _isTaken;

    public T Take(Serializers serializers)
    {
        if (payload is null || Interlocked.Exchange(ref _isTaken, 1) == 0)
            return value;
        return serializers.For<T>().Deserialize(new(payload));
    }
}
