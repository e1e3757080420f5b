namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>Where an invalidation came to stand in the order; for one with a <see cref="WriteClaim"/>, whether something came before it that the writer had not heard.</summary>
internal readonly record struct InvalidationAnswer(DomainClock Clock, long PreviousTick, bool IsOvertaken = false);
