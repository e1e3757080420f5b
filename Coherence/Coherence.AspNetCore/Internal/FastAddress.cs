namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>What an answer that depends on nothing else is found by.</summary>
/// <param name="Target">Path and query as they came.</param>
/// <param name="Host">The host as it came.</param>
/// <param name="Encoding">One of <see cref="Encodings"/>.</param>
internal readonly record struct FastAddress(string Target, string Host, string Encoding)
{
    public bool Equals(FastAddress other) =>
        ReferenceEquals(Encoding, other.Encoding) && string.Equals(Target, other.Target, StringComparison.Ordinal) && string.Equals(Host, other.Host, StringComparison.Ordinal);

    public override int GetHashCode() => Target.GetHashCode(StringComparison.Ordinal) + Encoding.Length;
}
