using System.Runtime.InteropServices;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// What a node knows since it last had to forget everything: one epoch, from one tick on. Entries and flights hold their
/// generation; another one being current is all it takes to invalidate them. The cells of tags are held weakly: a cell goes when
/// nothing holds it any more, and its name with the next sweep.
/// </summary>
internal sealed class Generation
{
    private const int FirstSweep = 1024;

    // Of keys under the keys themselves: the strings are those under which entries are kept.
    private readonly Dictionary<string, WeakGCHandle<TagCell>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeakGCHandle<TagCell>> _tags = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _lastTick;
    private long _version;
    private int _sweepAt = FirstSweep;

    public Generation(long epoch, long floor)
    {
        Epoch = epoch;
        Floor = floor;
        _lastTick = floor;
    }

    ~Generation()
    {
        foreach (var held in _keys.Values)
            held.Dispose();
        foreach (var held in _tags.Values)
            held.Dispose();
    }

    public long Epoch { get; }

    /// <summary>Nothing validated below it counts.</summary>
    public long Floor { get; }

    /// <summary>Every event up to this tick has been applied.</summary>
    public long LastTick => Volatile.Read(ref _lastTick);

    /// <summary>Grows after a fence was raised: what was valid at a version is valid while it is current.</summary>
    public long Version => Volatile.Read(ref _version);

    public void AdvanceTo(long tick) => Volatile.Write(ref _lastTick, tick);

    /// <param name="tags">The names of the tags.</param>
    /// <param name="key">The key, if one of the tags is its own.</param>
    public TagCell[] CellsOf(ReadOnlySpan<string> tags, string? key = null)
    {
        var cells = new TagCell[tags.Length];
        lock (_lock)
        {
            for (var i = 0; i < tags.Length; i++)
                cells[i] = CellOf(tags[i], key);
            if (_keys.Count + _tags.Count > _sweepAt)
                Sweep();
        }

        return cells;
    }

    public void Raise(ReadOnlySpan<string> tags, long tick)
    {
        lock (_lock)
        {
            var isRaised = false;
            foreach (var tag in tags)
                if (TryGet(tag, out var held) && held.TryGetTarget(out var cell))
                    isRaised |= cell.Raise(tick) < tick;
            if (isRaised)
                Interlocked.Increment(ref _version);
        }
    }

    /// <summary>Raises the fence of a cell to one that Redis has shown.</summary>
    public void Raise(TagCell cell, long fence)
    {
        var before = cell.Raise(fence);
        // The fence of a new cell, from before it was made: whatever holds the cell is valid at a later tick.
        if (before < fence && (before > 0 || fence > LastTick))
            Interlocked.Increment(ref _version);
    }

    /// <summary>
    /// Invalidates what is made of the tags without a tick to order it by: what holds the cells now is dead, later holders get
    /// other cells.
    /// </summary>
    public void Kill(ReadOnlySpan<string> tags)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
            {
                if (!TryGet(tag, out var held))
                    continue;
                if (held.TryGetTarget(out var cell))
                    cell.Raise(long.MaxValue);
                held.Dispose();
                if (TagNames.IsOfKey(tag, out var key))
                    _keys.GetAlternateLookup<ReadOnlySpan<char>>().Remove(key);
                else
                    _tags.Remove(tag);
            }

            Interlocked.Increment(ref _version);
        }
    }

    private bool TryGet(string tag, out WeakGCHandle<TagCell> held) =>
        TagNames.IsOfKey(tag, out var key) ? _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out held) : _tags.TryGetValue(tag, out held);

    private TagCell CellOf(string tag, string? key)
    {
        var isOfKey = TagNames.IsOfKey(tag, out var name);
        if (isOfKey && (key is null || !name.SequenceEqual(key)))
            key = name.ToString();
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(isOfKey ? _keys : _tags, isOfKey ? key! : tag, out _);
        if (held.IsAllocated && held.TryGetTarget(out var cell))
            return cell;
        cell = isOfKey ? new TagCell() : new SharedTagCell(tag);
        if (held.IsAllocated)
            held.SetTarget(cell);
        else
            held = new WeakGCHandle<TagCell>(cell);
        return cell;
    }

    private void Sweep()
    {
        Sweep(_keys);
        Sweep(_tags);
        _sweepAt = Math.Max(FirstSweep, (_keys.Count + _tags.Count) * 2);
    }

    private static void Sweep(Dictionary<string, WeakGCHandle<TagCell>> cells)
    {
        foreach (var (name, held) in cells)
        {
            if (held.TryGetTarget(out _))
                continue;
            held.Dispose();
            cells.Remove(name);
        }
    }
}
