using System.Diagnostics.Metrics;
using AspireCache.Coherence.Tests.Diagnostics;
using AspireCache.TestSupport;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace AspireCache.Coherence.Tests.Encryption;

/// <summary>One node of a domain in which the namespace <c>secret</c> is sensitive.</summary>
internal sealed class SensitiveNode : IAsyncDisposable
{
    private static readonly HybridCacheEntryOptions NotFromMemory = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };

    private readonly ServiceProvider _services;
    private readonly FakeLogCollector _logs;

    private SensitiveNode(ServiceProvider services)
    {
        _services = services;
        _logs = services.GetFakeLogCollector();
        Rejected = new MetricCollector<long>(services.GetRequiredService<IMeterFactory>(), CoherenceTelemetry.MeterName, "coherence.rejected");
    }

    public IServiceProvider Services => _services;

    public HybridCache Cache => _services.GetRequiredService<HybridCache>();

    public MetricCollector<long> Rejected { get; }

    public string Log => string.Join('\n', _logs.GetSnapshot().Select(record => $"{record.Message} {record.Exception}"));

    public static async Task<SensitiveNode> StartAsync(string endpoint, string domain, string keysFolder, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        services.AddSingleton<IMeterFactory, ScopedMeters>();
        services.AddDataProtection().SetApplicationName("tests").PersistKeysToFileSystem(new DirectoryInfo(keysFolder));
        services.AddCoherence(options =>
        {
            options.ConnectionString = endpoint;
            options.Domain = domain;
            options.NameKey = "a secret of more than thirty-two characters";
            // A loaded machine must not make a healthy Redis look slow.
            options.RedisTimeout = TimeSpan.FromSeconds(5);
            options.Namespaces["secret"] = new NamespacePolicy { Sensitive = true };
        });
        var node = new SensitiveNode(services.BuildServiceProvider());
        foreach (var service in node._services.GetServices<IHostedService>())
            await service.StartAsync(cancellationToken);
        // On a busy machine a start does not wait for Redis as long as it takes, and a write before that is not kept.
        await Eventually.TrueAsync(() => ValueTask.FromResult(((CoherentHybridCache)node.Cache).Core.View.Current.Epoch > 0), "the node has reached Redis");
        return node;
    }

    /// <summary>What the cache has; null where the factory would have to be asked.</summary>
    public async Task<string?> FindAsync(string key, string[]? tags, CancellationToken cancellationToken)
    {
        var asked = false;
        var value = await Cache.GetOrCreateAsync(
            key,
            _ =>
            {
                asked = true;
                return ValueTask.FromResult("asked");
            },
            new HybridCacheEntryOptions { Flags = NotFromMemory.Flags | HybridCacheEntryFlags.DisableDistributedCacheWrite },
            tags,
            cancellationToken);
        return asked ? null : value;
    }

    public async ValueTask DisposeAsync()
    {
        Rejected.Dispose();
        await _services.DisposeAsync();
    }
}
