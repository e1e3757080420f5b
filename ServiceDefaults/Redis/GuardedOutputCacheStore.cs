using Microsoft.AspNetCore.OutputCaching;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// The output cache's store, guarded. It does not offer <see cref="IOutputCacheBufferStore"/>: an operation that is no longer
/// waited for would go on using the caller's pooled buffer. The middleware hands over arrays of its own otherwise.
/// <para>
/// The stock store sends some of its commands without waiting for them: the tags of a new entry, and the deletes of an
/// eviction. A connection that breaks just then leaves an entry that no eviction finds, or one that was to be evicted. So
/// a read follows on the same connection: once it is answered, what was sent before it has been done.
/// </para>
/// </summary>
internal sealed class GuardedOutputCacheStore(IOutputCacheStore inner, RedisGuard guard) : IOutputCacheStore, IGuardedCache
{
    private const string Name = "output";
    private const string ProbeKey = "guard:probe";

    private static readonly RedisOperation ReadOperation = new(Name, "get");
    private static readonly RedisOperation WriteOperation = new(Name, "set");
    private static readonly RedisOperation EvictOperation = new(Name, "evict_tag");
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await guard.ReadAsync(
            ReadOperation, (inner, key), static state => state.inner.GetAsync(state.key, CancellationToken.None).AsTask(), cancellationToken);
        // Empty: one that took the place of another, and expires right now.
        return answer.Value is [] ? null : answer.Value;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) =>
        new(guard.WriteAsync(
            WriteOperation,
            (inner, key, value, tags, validFor),
            static state => SetAsync(state.inner, state.key, state.value, state.tags, state.validFor),
            tags is null or []
                ? null
                // The store has no way to remove an entry, but one that expires at once can take its place.
                : (new(WriteOperation, key), () => inner.SetAsync(key, [], null, AtOnce, CancellationToken.None).AsTask()),
            cancellationToken));

    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) =>
        new(guard.InvalidateAsync(
            new(EvictOperation, tag), () => EvictAsync(inner, tag), cancellationToken));

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.GetAsync(ProbeKey, cancellationToken).AsTask();

    private static async Task SetAsync(IOutputCacheStore inner, string key, byte[] value, string[]? tags, TimeSpan validFor)
    {
        await inner.SetAsync(key, value, tags, validFor, CancellationToken.None);
        if (tags is { Length: > 0 })
            await inner.GetAsync(ProbeKey, CancellationToken.None);
    }

    private static async Task EvictAsync(IOutputCacheStore inner, string tag)
    {
        await inner.EvictByTagAsync(tag, CancellationToken.None);
        await inner.GetAsync(ProbeKey, CancellationToken.None);
    }
}
