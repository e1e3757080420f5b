namespace AspireCache.Coherence;

/// <summary>
/// What becomes of the reads from a <see cref="CoherentHybridCache"/> in the async flow that begins it: for headers such as
/// <c>Cache-Status</c>, and for tests. Of several reads it tells the one that came from farthest. It costs a hit in memory nothing.
/// </summary>
public sealed class CacheReading
{
    private static readonly AsyncLocal<CacheReading?> Flowing = new();

    private readonly Lock _lock = new();

    private CacheReading()
    {
    }

    /// <summary>Where the value came from; memory, where nothing else was asked.</summary>
    public CacheOrigin Origin { get; private set; }

    /// <summary>Why a value was served past its freshness: <c>revalidating</c>, <c>slow</c>, <c>error</c>, <c>detached</c>. Null: it was fresh.</summary>
    public string? StaleReason { get; private set; }

    /// <summary>Whether it was brought for another caller who had asked before.</summary>
    public bool IsShared { get; private set; }

    internal static CacheReading? Current => Flowing.Value;

    /// <summary>Begins to report the reads that follow in this flow; a reading that began before reports them no more.</summary>
    /// <returns>The reading.</returns>
    public static CacheReading Begin() => Flowing.Value = new CacheReading();

    /// <summary>Goes on with this reading in the calling flow.</summary>
    internal void Enter() => Flowing.Value = this;

    internal void Add(CacheOrigin origin, string? staleReason, bool isShared)
    {
        lock (_lock)
        {
            if (origin >= Origin)
                IsShared = isShared;
            if (origin > Origin)
                Origin = origin;
            StaleReason ??= staleReason;
        }
    }
}
