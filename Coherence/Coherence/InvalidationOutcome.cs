namespace AspireCache.Coherence;

/// <summary>What became of an invalidation by the time its caller stopped waiting for it.</summary>
public enum InvalidationOutcome
{
    /// <summary>Redis has it: no node that reaches Redis serves an older value once it has heard of it.</summary>
    Applied,

    /// <summary>
    /// Redis could not be told within <see cref="CoherenceOptions.InvalidationTimeout"/>. It holds on this node; other nodes may serve
    /// older values until Redis has been told, which this node goes on trying. It is lost to them if the process ends before that.
    /// </summary>
    Owed,
}
