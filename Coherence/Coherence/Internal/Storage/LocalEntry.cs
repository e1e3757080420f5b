using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// A value in this process. It is valid at the tick at which it was filled or last compared with Redis's fences, and stays so
/// until its generation ends or one of its tags has a fence above that tick. Times are timestamps of the clock in use.
/// </summary>
/// <remarks>There may be millions: what few need is in <see cref="Renewal"/>, and entries without tags share an array.</remarks>
internal abstract class LocalEntry
{
    private const int Uncounted = 0;
    private const int Counted = 1;
    private const int Gone = 2;

    private readonly Generation _generation;
    private readonly TagCell? _first;
    private readonly TagCell[] _others;
    private long _comparedAt = -1;
    private Renewal? _renewal;
    private int _count = Uncounted;

    protected LocalEntry(in EntryStamp stamp, in EntryTimes times)
    {
        _generation = stamp.Generation;
        Tick = stamp.Tick;
        LocalUntil = times.LocalUntil;
        FreshUntil = times.FreshUntil;
        StaleUntil = times.StaleUntil;
        if (times.RefreshAt != long.MaxValue)
            _renewal = new Renewal { RefreshAt = times.RefreshAt };
        switch (stamp.Cells)
        {
            // Of a key without tags: its own, its namespace's, and that of everything.
            case [var key, SharedTagCell space, var all]:
                _first = key;
                _others = space.With(all);
                break;
            case [var key, .. var others]:
                _first = key;
                _others = others;
                break;
            default:
                _others = [];
                break;
        }
    }

    /// <summary>The tick at which it was valid.</summary>
    public long Tick { get; }

    /// <summary>Until then it is served without asking Redis.</summary>
    public long LocalUntil { get; }

    /// <summary>From then on a read refreshes it in the background.</summary>
    public long RefreshAt => Volatile.Read(ref _renewal) is { } renewal ? Volatile.Read(ref renewal.RefreshAt) : long.MaxValue;

    /// <summary>Until then it is fresh.</summary>
    public long FreshUntil { get; }

    /// <summary>Until then it may be served where the policy allows stale values.</summary>
    public long StaleUntil { get; }

    /// <summary>Until then its source is not asked, for it has just failed.</summary>
    public long PutOffUntil => Volatile.Read(ref _renewal) is { } renewal ? Volatile.Read(ref renewal.PutOffUntil) : long.MinValue;

    /// <summary>Whether Redis holds it sealed only, and what is made of it too.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>What its value takes in memory, about.</summary>
    protected abstract int ValueBytes { get; }

    /// <summary>Whether the node knows of nothing that invalidates it. Its fences are compared once after each change of some fence.</summary>
    public bool IsUnfenced(DomainView view)
    {
        // Before the fences: one that is raised meanwhile brings a higher version.
        var version = _generation.Version;
        if (!ReferenceEquals(_generation, view.Current))
            return false;
        if (version == Volatile.Read(ref _comparedAt))
            return true;
        if (Tick < _generation.Floor || _first?.Fence > Tick)
            return false;
        foreach (var cell in _others)
            if (cell.Fence > Tick)
                return false;
        Volatile.Write(ref _comparedAt, version);
        return true;
    }

    /// <summary>What it takes in memory under a key, without what it shares with others.</summary>
    public int BytesUnder(string key)
    {
        var bytes = MemorySize.Entry + MemorySize.OfString(key.Length) + ValueBytes;
        if (_first is not SharedTagCell)
            bytes += MemorySize.KeyCell;
        // Two are shared.
        return _others.Length == 2 ? bytes : bytes + MemorySize.Array + (_others.Length * IntPtr.Size);
    }

    /// <summary>The store has it: what that adds to its memory; 0 where it was counted before.</summary>
    public int Enter(string key)
    {
        if (Interlocked.CompareExchange(ref _count, Counted, Uncounted) != Uncounted)
            return 0;
        var bytes = BytesUnder(key);
        if (_first is SharedTagCell first && first.Enter())
            bytes += first.Bytes;
        foreach (var cell in _others)
            if (cell is SharedTagCell shared && shared.Enter())
                bytes += shared.Bytes;
        return bytes;
    }

    /// <summary>The store does not have it any more: what that takes off its memory; 0 where it is not counted.</summary>
    public int Leave(string key)
    {
        if (Interlocked.CompareExchange(ref _count, Gone, Counted) != Counted)
            return 0;
        var bytes = BytesUnder(key);
        if (_first is SharedTagCell first && first.Leave())
            bytes += first.Bytes;
        foreach (var cell in _others)
            if (cell is SharedTagCell shared && shared.Leave())
                bytes += shared.Bytes;
        return bytes;
    }

    /// <summary>Its source failed: it is not asked again before then.</summary>
    public void PutOff(long until) => Volatile.Write(ref Renew().PutOffUntil, until);

    /// <summary>True for one caller, who then has to refresh it.</summary>
    public bool TryClaimRefresh(long now) =>
        Volatile.Read(ref _renewal) is { } renewal && Volatile.Read(ref renewal.IsRefreshing) == 0
        && now >= PutOffUntil && now >= RefreshAt && Interlocked.Exchange(ref renewal.IsRefreshing, 1) == 0;

    /// <summary>The refresh brought nothing: a caller may try again from then on.</summary>
    public void GiveUpRefresh(long until)
    {
        var renewal = Renew();
        Volatile.Write(ref renewal.RefreshAt, until);
        Volatile.Write(ref renewal.IsRefreshing, 0);
    }

    private Renewal Renew()
    {
        if (Volatile.Read(ref _renewal) is { } renewal)
            return renewal;
        var added = new Renewal();
        return Interlocked.CompareExchange(ref _renewal, added, null) ?? added;
    }

    private sealed class Renewal
    {
        public long RefreshAt = long.MaxValue;
        public long PutOffUntil = long.MinValue;
        public int IsRefreshing;
    }
}

/// <summary>A value that a caller could change: kept serialized, every caller gets a copy.</summary>
internal sealed class PayloadEntry(byte[] payload, EntryStamp stamp, EntryTimes times) : LocalEntry(stamp, times)
{
    public byte[] Payload { get; } = payload;

    protected override int ValueBytes => MemorySize.OfBytes(Payload.Length);
}

/// <summary>A value that callers may share: immutable, or null.</summary>
internal sealed class ValueEntry<T>(T value, EntryStamp stamp, EntryTimes times, int length) : LocalEntry(stamp, times)
{
    private readonly int _length = length;

    public T Value { get; } = value;

    // Of another type than string the serialized length is the best that is known.
    protected override int ValueBytes => Value is string text ? MemorySize.OfString(text.Length) : MemorySize.OfBytes(_length);
}
