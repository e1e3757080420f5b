using System.Buffers.Binary;
using AspireCache.Coherence;
using Microsoft.AspNetCore.OutputCaching;

namespace Catalog.Api.Caching;

/// <summary>
/// Whole answers, judged by the same fences as the data: each is kept with a stamp taken before anything was read for it, and served
/// only if none of its tags was invalidated since. So nothing has to be evicted, and no eviction can be lost, come too late or be
/// overtaken by an answer that was under way.
/// <list type="table">
/// <item><term>0</term><description>version of this format, 1</description></item>
/// <item><term>1</term><description>epoch, 8 bytes, little-endian</description></item>
/// <item><term>9</term><description>tick, 8 bytes</description></item>
/// <item><term>17</term><description>the answer</description></item>
/// </list>
/// </summary>
internal sealed class StampedOutputStore(IOutputCacheStore inner, CoherentHybridCache cache, IHttpContextAccessor http) : IOutputCacheStore
{
    private const byte Version = 1;
    private const int EpochAt = 1;
    private const int TickAt = EpochAt + sizeof(long);
    private const int HeaderLength = TickAt + sizeof(long);

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (http.HttpContext?.Features.Get<OutputPlan>() is not { } plan)
            return null;
        if (await inner.GetAsync(key, cancellationToken) is { Length: >= HeaderLength } kept && kept[0] == Version
            && await cache.IsCurrentAsync(StampOf(kept), plan.Tags))
        {
            plan.IsHit = true;
            return kept[HeaderLength..];
        }

        plan.Stamp = await cache.StampAsync(plan.Tags, plan.KeptFor);
        return null;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        if (http.HttpContext?.Features.Get<OutputPlan>()?.Stamp is not { } stamp)
            return default;
        var kept = new byte[HeaderLength + value.Length];
        kept[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(kept.AsSpan(EpochAt), stamp.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(kept.AsSpan(TickAt), stamp.Tick);
        value.CopyTo(kept, HeaderLength);
        return inner.SetAsync(key, kept, null, validFor, cancellationToken);
    }

    /// <summary>Tags are invalidated in the cache of the data; whoever evicts here means that too.</summary>
    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => cache.RemoveByTagAsync(tag, cancellationToken);

    private static CacheStamp StampOf(ReadOnlySpan<byte> kept) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(kept[EpochAt..]), BinaryPrimitives.ReadInt64LittleEndian(kept[TickAt..]));
}
