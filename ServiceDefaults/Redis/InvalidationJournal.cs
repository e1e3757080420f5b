namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// The invalidations that are not known to have reached Redis, each with the way to repeat it. When they become too many,
/// none is kept and only a flush of the application's entries settles them.
/// </summary>
internal sealed class InvalidationJournal(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Invalidation, Entry> _entries = [];
    private long _sequence;
    private bool _overflowed;
    private volatile bool _isSettled = true;

    /// <summary>Nothing is owed.</summary>
    public bool IsSettled => _isSettled;

    /// <summary>Only a flush helps.</summary>
    public bool NeedsFlush
    {
        get
        {
            lock (_lock)
                return _overflowed;
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Remembers it; the number tells it from a later one of the same name.</summary>
    public long Add(Invalidation invalidation, Func<Task> repeat)
    {
        lock (_lock)
        {
            _sequence++;
            if (!_overflowed)
            {
                _entries[invalidation] = new Entry(invalidation, _sequence, repeat);
                if (_entries.Count > capacity)
                    Overflow();
            }

            _isSettled = false;
            return _sequence;
        }
    }

    /// <summary>It has reached Redis, unless a later one of the same name has been added since.</summary>
    public void Settle(Invalidation invalidation, long sequence)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(invalidation, out var entry) && entry.Sequence == sequence)
                _entries.Remove(invalidation);
            _isSettled = _entries.Count == 0 && !_overflowed;
        }
    }

    public Entry[] ToArray()
    {
        lock (_lock)
            return [.. _entries.Values];
    }

    /// <summary>
    /// A flush begins: what was owed until now is in it. What is added from now on is kept again, since the flush may
    /// have passed its entries already.
    /// </summary>
    public void BeginFlush()
    {
        lock (_lock)
        {
            _overflowed = false;
            _isSettled = _entries.Count == 0;
        }
    }

    /// <summary>The flush did not get through.</summary>
    public void FailFlush()
    {
        lock (_lock)
        {
            Overflow();
            _isSettled = false;
        }
    }

    private void Overflow()
    {
        _overflowed = true;
        _entries.Clear();
    }

    internal readonly record struct Entry(Invalidation Invalidation, long Sequence, Func<Task> Repeat);
}
