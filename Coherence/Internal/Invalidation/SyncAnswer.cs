namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>The clock, and the events after the tick that the asking node knew, as far back as the log reaches.</summary>
internal readonly record struct SyncAnswer(DomainClock Clock, FeedEvent[] Events);
