using AspireCache.Coherence;

namespace Catalog.Api.Caching;

/// <summary>What the store needs to know of the request whose answer it looks for or keeps: set by the policy, then by the store.</summary>
internal sealed class OutputPlan(string[] tags, TimeSpan keptFor)
{
    public string[] Tags { get; } = tags;

    public TimeSpan KeptFor { get; } = keptFor;

    /// <summary>Whether a kept answer is served.</summary>
    public bool IsHit { get; set; }

    /// <summary>Taken before anything was read for the answer; null: it is not to be kept.</summary>
    public CacheStamp? Stamp { get; set; }
}
