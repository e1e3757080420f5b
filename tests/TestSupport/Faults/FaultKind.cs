namespace AspireCache.TestSupport.Faults;

/// <summary>What a <see cref="FaultProxy"/> does to the bytes that it should pass on.</summary>
internal enum FaultKind
{
    Pass,
    Slow,
    Hang,
    Lose,
    Reset,
}
