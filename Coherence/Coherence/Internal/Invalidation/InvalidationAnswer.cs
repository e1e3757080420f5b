namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>Where an invalidation came to stand in the order; for one with a <see cref="WriteClaim"/>, whether something came before it that the writer had not heard.</summary>
internal readonly record struct InvalidationAnswer(DomainClock Clock, long PreviousTick, bool IsOvertaken = false);

/// <summary>The end of an invalidation; the answer is null where Redis was not told by the request itself, but later or not yet.</summary>
internal readonly record struct Invalidated(InvalidationAnswer? Answer, InvalidationOutcome Outcome);
