namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>The end of an invalidation; the answer is null where Redis was not told by the request itself, but later or not yet.</summary>
internal readonly record struct Invalidated(InvalidationAnswer? Answer, InvalidationOutcome Outcome);
