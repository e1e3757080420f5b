using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>An invalidation that comes with the new value.</summary>
/// <param name="OtherTags">The value's other tags, whose fences must exist and outlive it.</param>
/// <param name="Called">What its node had heard when the write was called.</param>
/// <param name="Lifetime">How long the value may live.</param>
/// <param name="Keep">Keeps the value in this process: called where Redis cannot be told at once, unless the value may be the older one.</param>
internal sealed record WriteClaim(string[] OtherTags, EntryStamp Called, TimeSpan Lifetime, Action<EntryStamp> Keep)
{
    public Knowledge Heard => new(Called.Generation.Epoch, Called.Tick);
}
