using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// A value in this process. It is valid at the tick at which it was filled or last compared with Redis's fences, and stays so
/// until its generation ends or one of its tags has a fence above that tick. Times are timestamps of the clock in use.
/// </summary>
internal abstract class LocalEntry(EntryStamp stamp, EntryTimes times, int size)
{
    private const int Uncounted = 0;
    private const int Counted = 1;
    private const int Gone = 2;

    private int _isRefreshing;
    private int _count = Uncounted;
    private long _putOffUntil = long.MinValue;
    private long _refreshAt = times.RefreshAt;

    /// <summary>The tick at which it was valid.</summary>
    public long Tick => stamp.Tick;

    /// <summary>Until then it is served without a question.</summary>
    public long LocalUntil { get; } = times.LocalUntil;

    /// <summary>From then on a read makes it anew in the background.</summary>
    public long RefreshAt => Volatile.Read(ref _refreshAt);

    /// <summary>Until then it is fresh.</summary>
    public long FreshUntil { get; } = times.FreshUntil;

    /// <summary>Until then it may be served where the policy allows stale values.</summary>
    public long StaleUntil { get; } = times.StaleUntil;

    public int Size { get; } = size;

    /// <summary>Whether the node knows of nothing that invalidates it.</summary>
    public bool IsUnfenced(DomainView view) => stamp.IsUnfenced(view);

    /// <summary>True once: its size has to be added to the store's.</summary>
    public bool TryCount() => Interlocked.CompareExchange(ref _count, Counted, Uncounted) == Uncounted;

    /// <summary>True once, after it was counted: its size has to be taken off.</summary>
    public bool TryUncount() => Interlocked.CompareExchange(ref _count, Gone, Counted) == Counted;

    /// <summary>Until then its source is left alone, for it has just failed.</summary>
    public long PutOffUntil => Volatile.Read(ref _putOffUntil);

    /// <summary>Its source failed: it is not asked again before then.</summary>
    public void PutOff(long until) => Volatile.Write(ref _putOffUntil, until);

    /// <summary>True for one caller, who then has to make it anew.</summary>
    public bool TryClaimRefresh(long now) =>
        _isRefreshing == 0 && now >= PutOffUntil && now >= RefreshAt && Interlocked.Exchange(ref _isRefreshing, 1) == 0;

    /// <summary>Making it anew came to nothing: a caller may try again from then on.</summary>
    public void GiveUpRefresh(long until)
    {
        Volatile.Write(ref _refreshAt, until);
        Volatile.Write(ref _isRefreshing, 0);
    }
}
