namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>What became of an event that a node heard.</summary>
internal enum FeedOutcome
{
    /// <summary>Its fences stand.</summary>
    Applied,

    /// <summary>It was known already, or belongs to an epoch that is over.</summary>
    Ignored,

    /// <summary>It says that a round of the relay has ended, and is none of the invalidations.</summary>
    Round,

    /// <summary>Its fences stand, but events before it were missed.</summary>
    Gap,

    /// <summary>It opened an epoch: everything older was forgotten.</summary>
    NewEpoch,
}
