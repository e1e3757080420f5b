namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>What a node knew when it asked Redis something: an answer that shows less comes from lost data.</summary>
internal readonly record struct Knowledge(long Epoch, long Tick);
