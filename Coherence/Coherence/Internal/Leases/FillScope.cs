namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// What a running factory may say of its source: up to which commit it reads. A source that has not come as far as the
/// invalidations before the fill tick would bring back what they removed.
/// </summary>
internal sealed class FillScope(ulong needed)
{
    private static readonly AsyncLocal<FillScope?> Ambient = new();
    private volatile bool _isBehind;

    /// <summary>That of the factory that runs now; null outside of one, and where commits are not followed.</summary>
    public static FillScope? Current => Ambient.Value;

    /// <summary>Whether a source was behind what is needed, or what is needed is not known.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>For the rest of the calling method and what it calls.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>A source has everything up to this position.</summary>
    public void ReadsUpTo(ulong position)
    {
        if (needed == 0 || position < needed)
            _isBehind = true;
    }
}
