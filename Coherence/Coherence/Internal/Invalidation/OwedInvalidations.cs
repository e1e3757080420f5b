namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// Invalidations that Redis could not be told, to be told again before it is believed. Where there are more tags than are worth
/// remembering, everything is owed.
/// </summary>
internal sealed class OwedInvalidations
{
    private readonly Lock _lock = new();
    private readonly Queue<string[]> _owed = new();
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private bool _isEverything;
    private volatile int _count;

    /// <summary>How many tags are remembered: one script stays short, and a long outage does not fill the memory.</summary>
    public int MostTags { get; set; } = 500;

    /// <summary>The simulation switches it off to see what it is for.</summary>
    public bool AreMadeGood { get; set; } = true;

    /// <summary>Whether nothing is owed.</summary>
    public bool IsEmpty => _count == 0;

    /// <returns>Whether nothing was owed before.</returns>
    public bool Add(string[] tags)
    {
        lock (_lock)
        {
            _isEverything |= _tags.Count + tags.Length > MostTags;
            if (_isEverything)
                _tags.Clear();
            else
                _tags.UnionWith(tags);
            _owed.Enqueue(_isEverything ? [] : tags);
            return ++_count == 1;
        }
    }

    /// <summary>How many are owed, and the tags that settle them; null: only an epoch does.</summary>
    public (int Count, string[]? Tags) Read()
    {
        lock (_lock)
            return (_count, _isEverything ? null : [.. _tags]);
    }

    /// <summary>The first so many have been told.</summary>
    public void Settle(int count)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
                _owed.Dequeue();
            _count -= count;
            _tags.Clear();
            _isEverything = _isEverything && _count > 0;
            if (!_isEverything)
                foreach (var tags in _owed)
                    _tags.UnionWith(tags);
        }
    }
}
