using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What an invalidation, and a write, asks of Redis.</summary>
internal interface IInvalidationRequests
{
    /// <summary>Moves the fences of <paramref name="tags"/> to a new tick and tells everybody; with a claim, makes the other fences where they are missing.</summary>
    ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known);
}
