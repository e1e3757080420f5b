using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// An invalidation that comes with the new value: the value's other tags, whose fences must exist, and what its node had heard
/// when the write was called.
/// </summary>
internal sealed record WriteClaim(string[] OtherTags, EntryStamp Called)
{
    public Knowledge Heard => new(Called.Generation.Epoch, Called.Tick);

    /// <summary>Where Redis could not be told: what the value's validity in this process hangs on; null where it may be the older one.</summary>
    public EntryStamp? Kept { get; set; }
}
