namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>What became of a request's look for a kept answer.</summary>
internal sealed record AnswerRead(bool IsHit, CacheOrigin Origin, bool IsShared)
{
    public static readonly AnswerRead Miss = new(false, CacheOrigin.Factory, false);
}
