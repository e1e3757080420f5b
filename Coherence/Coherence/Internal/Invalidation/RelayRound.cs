namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>One proof of the relay that nothing committed before it began is still on its way; numbers grow within an epoch.</summary>
internal readonly record struct RelayRound(DomainClock Clock, long Number);
