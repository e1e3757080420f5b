using Microsoft.Extensions.Caching.Distributed;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// The distributed cache (HybridCache's second level), guarded. It does not offer
/// <see cref="IBufferDistributedCache"/>: an operation that is no longer waited for would go on using the caller's pooled
/// buffer. HybridCache hands over arrays of its own otherwise.
/// </summary>
internal sealed class GuardedDistributedCache(IDistributedCache inner, RedisGuard guard) : IDistributedCache, IGuardedCache
{
    /// <summary>
    /// HybridCache keeps the time of a tag's last invalidation under the tag's name with this before it. Such a write is
    /// an invalidation, and such a read must not say "never invalidated" where Redis was not asked, since HybridCache
    /// remembers the answer for good. Removed when the stock HybridCache is.
    /// </summary>
    internal const string TagPrefix = "__MSFT_HCT__";

    private const string Name = "distributed";
    private const string ProbeKey = "guard:probe";

    private static readonly RedisOperation ReadOperation = new(Name, "get");
    private static readonly RedisOperation WriteOperation = new(Name, "set");
    private static readonly RedisOperation RefreshOperation = new(Name, "refresh");
    private static readonly RedisOperation RemoveOperation = new(Name, "remove");
    private static readonly RedisOperation TagOperation = new(Name, "invalidate_tag");

    /// <summary>Not the eight bytes of a time: HybridCache takes the tag as invalidated just now.</summary>
    private static readonly byte[] InvalidatedNow = [0];

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var answer = await guard.ReadAsync(ReadOperation, (inner, key), static state => state.inner.GetAsync(state.key), token);
        return answer.Given || !IsTag(key) ? answer.Value : InvalidatedNow;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        IsTag(key)
            ? guard.InvalidateAsync(new(TagOperation, key), () => inner.SetAsync(key, value, options, CancellationToken.None), token)
            : guard.WriteAsync(
                WriteOperation, (inner, key, value, options), static state => state.inner.SetAsync(state.key, state.value, state.options), undo: null, token);

    public Task RefreshAsync(string key, CancellationToken token = default) =>
        guard.WriteAsync(RefreshOperation, (inner, key), static state => state.inner.RefreshAsync(state.key), undo: null, token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        guard.InvalidateAsync(new(RemoveOperation, key), () => inner.RemoveAsync(key, CancellationToken.None), token);

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.GetAsync(ProbeKey, cancellationToken);

    private static bool IsTag(string key) => key.StartsWith(TagPrefix, StringComparison.Ordinal);
}
