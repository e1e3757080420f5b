namespace AspireCache.Coherence.Internal.Storage;

/// <summary>A value, as a tier had it. The payload is null where callers may share the value.</summary>
internal sealed record Found<T>(T Value, byte[]? Payload, LocalEntry Entry);
