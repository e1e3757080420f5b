namespace AspireCache.Coherence.Tests.Contract;

/// <summary>A node whose wall clock is wrong, and goes as fast as the others'.</summary>
internal sealed class OffsetTime(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
