namespace AspireCache.Coherence.Internal.Storage;

/// <summary>A value is longer than <c>HybridCacheOptions.MaximumPayloadBytes</c> allows; caught where it is serialized.</summary>
internal sealed class PayloadTooLargeException : Exception;
