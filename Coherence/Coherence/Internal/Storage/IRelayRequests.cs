using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What a relay asks of Redis.</summary>
internal interface IRelayRequests
{
    /// <summary>
    /// Moves the fences of <paramref name="tags"/> for commits up to <paramref name="position"/>, and tells everybody; transactions
    /// among the tags are published too, and have no fence.
    /// </summary>
    ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known);

    /// <summary>
    /// Takes over as the relay of <paramref name="source"/>, whose log goes on at <paramref name="position"/>; opens an epoch where
    /// commits may have been missed.
    /// </summary>
    ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known);

    /// <summary>Begins a round of the relay.</summary>
    ValueTask<RelayRound> BeginRoundAsync(Knowledge known);

    /// <summary>
    /// Ends a round: every commit from before it began, up to <paramref name="position"/>, has been applied. False where the round is
    /// of an epoch that is over, and nothing was noted.
    /// </summary>
    ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known);
}
