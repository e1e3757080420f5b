using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>A node over a <see cref="FakeRedis"/> and a clock that the test moves; it has no heartbeat.</summary>
internal sealed class FillNode : IDisposable
{
    private static readonly Serializers Shared = new(new ServiceCollection().AddHybridCache().Services.BuildServiceProvider());

    private readonly CoherenceMetrics _metrics = new(null, "fills");

    public FillNode(Action<CoherenceOptions>? configure = null)
    {
        var options = new CoherenceOptions { DetachedAfter = TimeSpan.FromHours(1) };
        options.Defaults.Jitter = 0.001;
        configure?.Invoke(options);
        Core = new CacheCore(Redis, Redis, options, new HybridCacheOptions(), Shared, Runtime.For(Time), _metrics, NullLogger.Instance);
        Cache = new CoherentHybridCache(Core);
    }

    public FakeRedis Redis { get; } = new();

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public CacheCore Core { get; }

    public CoherentHybridCache Cache { get; }

    public Task<string> ReadAsync(string key, Func<CancellationToken, ValueTask<string>> factory, HybridCacheEntryOptions? options = null, string[]? tags = null) =>
        Cache.GetOrCreateAsync(key, factory, options, tags, TestContext.Current.CancellationToken).AsTask();

    public Task<string> ReadAsync(string key, string source) => ReadAsync(key, _ => ValueTask.FromResult(source));

    public void Dispose()
    {
        _metrics.Dispose();
        Core.Metrics.Dispose();
    }
}
