using Microsoft.AspNetCore.OutputCaching;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// The output cache's store, guarded. It does not offer <see cref="IOutputCacheBufferStore"/>: an operation that is no longer
/// waited for would go on using the caller's pooled buffer. The middleware hands over arrays of its own otherwise.
/// </summary>
internal sealed class GuardedOutputCacheStore(IOutputCacheStore inner, RedisGuard guard) : IOutputCacheStore, IGuardedCache
{
    private const string Name = "output";
    private const string ProbeKey = "guard:probe";

    private static readonly RedisOperation ReadOperation = new(Name, "get");
    private static readonly RedisOperation WriteOperation = new(Name, "set");
    private static readonly RedisOperation EvictOperation = new(Name, "evict_tag");

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await guard.ReadAsync(
            ReadOperation, (inner, key), static state => state.inner.GetAsync(state.key, CancellationToken.None).AsTask(), cancellationToken);
        return answer.Value;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) =>
        new(guard.WriteAsync(
            WriteOperation,
            (inner, key, value, tags, validFor),
            static state => state.inner.SetAsync(state.key, state.value, state.tags, state.validFor, CancellationToken.None).AsTask(),
            cancellationToken));

    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) =>
        new(guard.InvalidateAsync(
            new(EvictOperation, tag), () => inner.EvictByTagAsync(tag, CancellationToken.None).AsTask(), cancellationToken));

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.GetAsync(ProbeKey, cancellationToken).AsTask();
}
