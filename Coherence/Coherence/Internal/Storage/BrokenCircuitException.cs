namespace AspireCache.Coherence.Internal.Storage;

/// <summary>Redis was not asked: it has failed several times in a row, a moment ago.</summary>
internal sealed class BrokenCircuitException() : Exception("Redis is left alone for a moment, since it has failed.");
