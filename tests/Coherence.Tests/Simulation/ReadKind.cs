namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>How a read asks.</summary>
internal enum ReadKind
{
    Usual,

    /// <summary>For what there is, without naming tags.</summary>
    Peek,

    /// <summary>Without looking into Redis.</summary>
    Anew,

    /// <summary>Once all is quiet.</summary>
    Last,
}
