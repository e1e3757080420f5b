namespace AspireCache.Coherence.Internal.Storage;

/// <summary>A serialized value: the entry for Redis, if one was asked for, and the payload for memory, if callers need copies.</summary>
internal sealed record Written(PooledWriter? Entry, byte[]? Payload, int Length);
