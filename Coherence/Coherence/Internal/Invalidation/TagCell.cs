using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// Where a node keeps a tag's fence. Entries and flights hold the cells of their tags, so that looking whether one is still
/// valid is a few reads of memory. The node's table holds cells weakly: a tag that nothing is made of has nobody to invalidate.
/// </summary>
internal class TagCell
{
    private long _fence;

    /// <summary>The tick of the last invalidation that this node has applied since the cell was made.</summary>
    public long Fence => Volatile.Read(ref _fence);

    /// <summary>Fences only grow: events may come twice, and an own invalidation comes before the feed's.</summary>
    /// <returns>The fence as it was.</returns>
    public long Raise(long tick)
    {
        var seen = Volatile.Read(ref _fence);
        while (seen < tick)
        {
            var before = Interlocked.CompareExchange(ref _fence, tick, seen);
            if (before == seen)
                return seen;
            seen = before;
        }

        return seen;
    }
}

/// <summary>The cell of a tag that many entries may carry. Its memory is counted once, while any entry in memory carries it.</summary>
internal sealed class SharedTagCell(string name) : TagCell
{
    private int _entries;
    private TagCell[]? _alone;

    /// <summary>What the cell takes, with its name and its place in the table.</summary>
    public int Bytes { get; } = MemorySize.SharedCell + MemorySize.OfString(name.Length);

    /// <summary>An entry in memory carries the tag; true for the first.</summary>
    public bool Enter() => Interlocked.Increment(ref _entries) == 1;

    /// <summary>An entry in memory carries the tag no longer; true for the last.</summary>
    public bool Leave() => Interlocked.Decrement(ref _entries) == 0;

    /// <summary>This cell and another, in an array that the entries which carry just these two share.</summary>
    public TagCell[] With(TagCell other)
    {
        if (Volatile.Read(ref _alone) is { } known && ReferenceEquals(known[1], other))
            return known;
        TagCell[] both = [this, other];
        Volatile.Write(ref _alone, both);
        return both;
    }
}
