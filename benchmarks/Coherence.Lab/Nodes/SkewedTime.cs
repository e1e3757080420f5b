namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>A wall clock that is wrong, and can be set.</summary>
internal sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    private long _ticks = skew.Ticks;

    public void Set(TimeSpan wrongBy) => Volatile.Write(ref _ticks, wrongBy.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ticks));
}
