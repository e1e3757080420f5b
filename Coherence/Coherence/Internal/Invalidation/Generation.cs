using System.Runtime.InteropServices;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// What a node knows since it last had to forget everything: one epoch, from one tick on. Entries and flights hold their
/// generation; another one being current is all it takes to invalidate them. A generation that nobody holds takes its cells along.
/// </summary>
internal sealed class Generation(long epoch, long floor)
{
    private const int FirstSweep = 1024;

    private readonly Dictionary<string, WeakReference<TagCell>> _cells = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _lastTick = floor;
    private int _sweepAt = FirstSweep;

    public long Epoch { get; } = epoch;

    /// <summary>Nothing validated below it counts.</summary>
    public long Floor { get; } = floor;

    /// <summary>Every event up to this tick has been applied.</summary>
    public long LastTick => Volatile.Read(ref _lastTick);

    public void AdvanceTo(long tick) => Volatile.Write(ref _lastTick, tick);

    public TagCell[] CellsOf(ReadOnlySpan<string> tags)
    {
        var cells = new TagCell[tags.Length];
        lock (_lock)
        {
            for (var i = 0; i < tags.Length; i++)
                cells[i] = CellOf(tags[i]);
        }

        return cells;
    }

    public void Raise(ReadOnlySpan<string> tags, long tick)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
                if (_cells.TryGetValue(tag, out var held) && held.TryGetTarget(out var cell))
                    cell.Raise(tick);
        }
    }

    /// <summary>
    /// Invalidates what is made of the tags without a tick to order it by: those who hold the cells now are dead, those who
    /// ask for them later get others.
    /// </summary>
    public void Kill(ReadOnlySpan<string> tags)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
                if (_cells.Remove(tag, out var held) && held.TryGetTarget(out var cell))
                    cell.Raise(long.MaxValue);
        }
    }

    private TagCell CellOf(string tag)
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, tag, out _);
        if (held is not null && held.TryGetTarget(out var cell))
            return cell;
        cell = new TagCell();
        if (held is null)
            held = new WeakReference<TagCell>(cell);
        else
            held.SetTarget(cell);
        if (_cells.Count > _sweepAt)
            Sweep();
        return cell;
    }

    private void Sweep()
    {
        foreach (var (tag, held) in _cells)
            if (!held.TryGetTarget(out _))
                _cells.Remove(tag);
        _sweepAt = Math.Max(FirstSweep, _cells.Count * 2);
    }
}
