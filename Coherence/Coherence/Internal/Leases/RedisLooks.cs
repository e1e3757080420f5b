namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// Whether reads beyond memory find their entries in Redis, as a moving average. Two threads may lose each other's: it chooses
/// between two ways to the same result.
/// </summary>
internal sealed class RedisLooks
{
    private const int All = 1 << 16;
    private const int Weight = 16;

    private int _missed;

    /// <summary>Whether most of the last ones found nothing.</summary>
    public bool MostlyMiss => Volatile.Read(ref _missed) > All / 2;

    public void Add(bool isFound)
    {
        var missed = Volatile.Read(ref _missed);
        Volatile.Write(ref _missed, missed + (((isFound ? 0 : All) - missed) / Weight));
    }
}
