using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>How a fill goes on, or how it has ended.</summary>
internal enum FillOutcome
{
    /// <summary>The factory runs next.</summary>
    Begun,

    /// <summary>The callers have a value.</summary>
    Landed,

    /// <summary>Another node holds the lease, and nobody here waits for the value: only an eager refresh ends like this.</summary>
    LeftToHolder,
}

/// <summary>
/// What the beginning of a fill has come to. Where the factory runs next: the fill tick, whether the value may go to Redis, and up
/// to which commit it has to be read; 0 where that is not known.
/// </summary>
internal readonly record struct FillBegun(FillOutcome Outcome, DomainClock Clock = default, bool CanStore = false, ulong Position = 0);
