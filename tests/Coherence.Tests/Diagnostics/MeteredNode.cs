using System.Diagnostics.Metrics;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Diagnostics;

/// <summary>A node whose instruments and log lines can be looked at.</summary>
internal sealed class MeteredNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ScopedMeters _meters = new();

    private readonly TimeProvider _time;

    private MeteredNode(Func<IMeterFactory, ServiceProvider> build, TimeProvider time)
    {
        _services = build(_meters);
        _time = time;
    }

    public HybridCache Cache => _services.GetRequiredService<HybridCache>();

    public string Log => string.Join('\n', _services.GetFakeLogCollector().GetSnapshot().Select(record => $"{record.Message} {record.Exception}"));

    public static async Task<MeteredNode> StartAsync(string endpoint, string domain, TimeProvider time, CancellationToken cancellationToken)
    {
        var node = new MeteredNode(meters =>
        {
            var services = new ServiceCollection();
            services.AddSingleton(meters);
            services.AddSingleton(time);
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
            services.AddCoherence(options =>
            {
                options.ConnectionString = endpoint;
                options.Domain = domain;
                // A loaded machine must not make a healthy Redis look slow.
                options.RedisTimeout = TimeSpan.FromSeconds(5);
                options.Defaults.Expiration = TimeSpan.FromMinutes(1);
                options.Defaults.FailSafeMaxDuration = TimeSpan.FromHours(1);
            });
            return services.BuildServiceProvider();
        }, time);
        _ = node.Cache;
        foreach (var service in node._services.GetServices<IHostedService>())
            _ = service.StartAsync(cancellationToken);
        if (endpoint != TelemetryTests.Nowhere)
            await node.AttachAsync();
        return node;
    }

    /// <summary>
    /// Lets time go by, once nothing is under way: what is in Redis would run out of time, and a fill that has not given its lease back
    /// would keep the next one waiting, on a clock that stands still.
    /// </summary>
    public async Task AdvanceAsync(FakeTimeProvider time, TimeSpan by)
    {
        await LandedAsync();
        time.Advance(by);
        await AttachAsync();
    }

    /// <summary>A fill serves its callers first, and then gives its lease back; what fails in the background is measured before that too.</summary>
    public Task LandedAsync() => Eventually.TrueAsync(
        () => ValueTask.FromResult(!((CoherentHybridCache)Cache).Core.Flights.IsFlying(new("space:key", HybridCacheEntryFlags.None, typeof(string)))),
        "the fill has ended");

    public MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(_meters, CoherenceTelemetry.MeterName, instrument);

    public async ValueTask DisposeAsync()
    {
        var disposing = _services.DisposeAsync().AsTask();
        // What is owed is sent until the time for it is over, on a clock that stands still.
        await Eventually.TrueAsync(
            () =>
            {
                (_time as FakeTimeProvider)?.Advance(TimeSpan.FromSeconds(1));
                return ValueTask.FromResult(disposing.IsCompleted);
            },
            "the node has ended");
        await disposing;
        _meters.Dispose();
    }

    // No heartbeat comes while time stands still.
    private Task AttachAsync() =>
        Eventually.TrueAsync(async () => await ((CoherentHybridCache)Cache).Core.Link.SyncAsync(), "the node is attached");
}
