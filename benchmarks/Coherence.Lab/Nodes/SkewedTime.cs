namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>A wall clock that is wrong.</summary>
internal sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
