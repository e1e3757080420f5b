using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What a value's validity hangs on: the cells of its tags were taken before the tick was asked for.</summary>
internal readonly record struct EntryStamp(Generation Generation, long Tick, TagCell[] Cells)
{
    /// <summary>Whether the node knows of nothing that invalidates what has it.</summary>
    public bool IsUnfenced(DomainView view)
    {
        if (!ReferenceEquals(Generation, view.Current) || Tick < Generation.Floor)
            return false;
        foreach (var cell in Cells)
            if (cell.Fence > Tick)
                return false;
        return true;
    }
}
