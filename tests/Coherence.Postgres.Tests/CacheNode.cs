using System.Diagnostics.Metrics;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>One node of an application: its cache, and its turn at being the relay.</summary>
internal sealed class CacheNode : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ProductsDatabase _database;

    private CacheNode(IHost host, ProductsDatabase database)
    {
        _host = host;
        _database = database;
        Cache = (CoherentHybridCache)host.Services.GetRequiredService<HybridCache>();
        Logs = host.Services.GetRequiredService<FakeLogCollector>();
    }

    public CoherentHybridCache Cache { get; }

    public FakeLogCollector Logs { get; }

    public IMeterFactory Meters => _host.Services.GetRequiredService<IMeterFactory>();

    public int FactoryCalls { get; private set; }

    public static async Task<CacheNode> StartAsync(
        ProductsDatabase database, string redis, string domain, CommitSource source, Action<PostgresInvalidationOptions>? configure, TimeSpan? detachedAfter, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFakeLogging();
        builder.Logging.AddFilter("AspireCache.Coherence.Postgres", LogLevel.Debug);
        builder.Services.AddHybridCache()
            .AddCoherence(options =>
            {
                options.Domain = domain;
                options.ConnectionString = redis;
                // A machine that runs all tests at once is slower than a limit for people.
                options.RedisTimeout = TimeSpan.FromSeconds(5);
                options.DetachedAfter = detachedAfter ?? TimeSpan.FromSeconds(10);
            })
            .AddPostgresInvalidation(options =>
            {
                options.Source = source;
                options.ConnectionString = database.ConnectionString;
                options.Retry = TimeSpan.FromMilliseconds(50);
                options.Heartbeat = TimeSpan.FromMilliseconds(50);
                options.OutboxInterval = TimeSpan.FromMilliseconds(10);
                options.Map("products", row => [$"product:{row["id"]}", $"category:{row["category"]}"], ["products"]);
                configure?.Invoke(options);
            });
        var node = new CacheNode(builder.Build(), database);
        await node._host.StartAsync(cancellationToken);
        return node;
    }

    /// <summary>The price through the cache.</summary>
    public async ValueTask<int> PriceAsync(long id, string category, CancellationToken cancellationToken) =>
        await Cache.GetOrCreateAsync(
            $"product:{id}",
            async cancellation =>
            {
                FactoryCalls++;
                return await _database.PriceAsync(id, cancellation);
            },
            tags: [$"product:{id}", $"category:{category}", "products"],
            cancellationToken: cancellationToken);

    /// <summary>Waits until the node serves from memory: it is attached to a relay.</summary>
    public async Task AttachedAsync(CancellationToken cancellationToken) =>
        await Eventually.TrueAsync(
            async () =>
            {
                await PriceAsync(1, "c1", cancellationToken);
                var before = FactoryCalls;
                await PriceAsync(1, "c1", cancellationToken);
                return FactoryCalls == before && !Cache.Core.IsDetached(TimeProvider.System.GetTimestamp());
            },
            "the node is attached to a relay. " + string.Join("; ", Logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Information).Select(entry => entry.Message)));

    public bool IsRelay => Logs.GetSnapshot().Any(entry => entry.Id.Id is 4100 or 4112);

    /// <summary>Stops as an application does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }
}
