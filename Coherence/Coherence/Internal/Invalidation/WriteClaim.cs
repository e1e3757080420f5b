namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// An invalidation that comes with the new value: the value's other tags, whose fences must exist and outlive it, what its node had
/// heard when the write was called, and how long the value may live.
/// </summary>
internal sealed record WriteClaim(string[] OtherTags, Knowledge Heard, TimeSpan Lifetime);
