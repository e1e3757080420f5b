namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// The clock, and the events after the tick that the asking node knew, as far back as the log reaches; with it the last rounds of
/// the relay that had begun and ended. They come in pages: there may be more of them. Where the server does not say which run of it this
/// is, only what nodes know tells that it lost data.
/// </summary>
internal readonly record struct SyncAnswer(DomainClock Clock, FeedEvent[] Events, long RoundBegun = 0, long RoundEnded = 0, bool HasMore = false, bool HasRun = true);

/// <summary>One proof of the relay that nothing committed before it began is still on its way; numbers grow within an epoch.</summary>
internal readonly record struct RelayRound(DomainClock Clock, long Number);
