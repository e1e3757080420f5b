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
