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
