using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Redis;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Diagnostics;

public sealed class TelemetryTests : IAsyncLifetime
{
    public const string Nowhere = "127.0.0.1:1";

    private readonly string _domain = $"{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly List<MeteredNode> _nodes = [];
    private IRedisServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServers.StartGarnetAsync(Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Read_MissThenBothTiers_IsCountedByTier()
    {
        var one = await StartAsync();
        var other = await StartAsync();
        using var misses = one.Collect<long>(CoherenceTelemetry.Misses);
        using var fills = one.Collect<double>(CoherenceTelemetry.FillDuration);
        using var hits = one.Collect<long>(CoherenceTelemetry.Hits);
        using var otherHits = other.Collect<long>(CoherenceTelemetry.Hits);
        using var requests = one.Collect<double>(CoherenceTelemetry.RedisDuration);

        await GetAsync(one);
        await GetAsync(one);
        await GetAsync(other);

        Assert.Equal(1, Sum(misses));
        Assert.Equal("ok", Assert.Single(fills.GetMeasurementSnapshot()).Tags["outcome"]);
        Assert.Equal("local", Assert.Single(hits.GetMeasurementSnapshot()).Tags["tier"]);
        Assert.Equal("redis", Assert.Single(otherHits.GetMeasurementSnapshot()).Tags["tier"]);
        // Redis stores the value, and gets the lease, after the caller was served.
        await Eventually.TrueAsync(() => ValueTask.FromResult(Operations().Contains("store")), "the value is stored");
        Assert.Superset(new HashSet<object?> { "read", "begin_fill", "store" }, Operations());

        HashSet<object?> Operations() => [.. requests.GetMeasurementSnapshot().Select(request => request.Tags["operation"])];
    }

    [Fact]
    public async Task Invalidate_TagOfAnEntry_IsCountedAndSoIsWhatItFenced()
    {
        var node = await StartAsync();
        using var invalidations = node.Collect<long>(CoherenceTelemetry.Invalidations);
        using var fenced = node.Collect<long>(CoherenceTelemetry.Fenced);
        await GetAsync(node);
        await node.LandedAsync();

        await node.Cache.RemoveByTagAsync(["tag", "another"], Token);
        await GetAsync(node);

        Assert.Equal(2, Sum(invalidations));
        Assert.Contains(fenced.GetMeasurementSnapshot(), found => Equals(found.Tags["tier"], "redis"));
    }

    [Fact]
    public async Task Read_FillUnderWay_CountsAWait()
    {
        var node = await StartAsync();
        using var waits = node.Collect<long>(CoherenceTelemetry.Waits);
        var gate = new TaskCompletionSource();
        var first = node.Cache.GetOrCreateAsync("space:key", async _ =>
        {
            await gate.Task;
            return "value";
        }, cancellationToken: Token).AsTask();

        var second = GetAsync(node, tags: null);
        gate.SetResult();

        Assert.Equal(await first, await second);
        Assert.Equal(1, Sum(waits));
    }

    [Fact]
    public async Task Read_Expired_IsServedStaleAndSaysWhy()
    {
        var node = await StartAsync();
        using var stale = node.Collect<long>(CoherenceTelemetry.Stale);
        await GetAsync(node);

        await node.AdvanceAsync(_time, TimeSpan.FromMinutes(2));
        await GetAsync(node);

        Assert.Equal("revalidating", Assert.Single(stale.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task Read_FactoryFails_IsServedStaleAndSaysWhy()
    {
        var node = await StartAsync();
        using var stale = node.Collect<long>(CoherenceTelemetry.Stale);
        using var fills = node.Collect<double>(CoherenceTelemetry.FillDuration);
        await GetAsync(node);
        await node.AdvanceAsync(_time, TimeSpan.FromMinutes(2));

        // The first one is served at once and fails in the background.
        Assert.Equal("value", await node.Cache.GetOrCreateAsync<string>("space:key", _ => throw new InvalidOperationException("no database"), tags: ["tag"], cancellationToken: Token));
        await fills.WaitForMeasurementsAsync(2, Token);

        Assert.Equal("error", fills.LastMeasurement!.Tags["outcome"]);
        Assert.NotEmpty(stale.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Gauges_EntriesKeptAndRedisHeard_TellSizeAndAge()
    {
        var node = await StartAsync();
        using var entries = node.Collect<long>(CoherenceTelemetry.LocalEntries);
        using var bytes = node.Collect<long>(CoherenceTelemetry.LocalBytes);
        using var age = node.Collect<double>(CoherenceTelemetry.FeedAge);
        using var detached = node.Collect<int>(CoherenceTelemetry.Detached);
        await GetAsync(node);

        Record(entries, bytes);
        Record(age);
        Record(detached);

        Assert.Equal(1, entries.LastMeasurement!.Value);
        Assert.InRange(bytes.LastMeasurement!.Value, 1, 1024);
        Assert.Equal(0, age.LastMeasurement!.Value);
        Assert.Equal(0, detached.LastMeasurement!.Value);
    }

    [Fact]
    public async Task Redis_IsNotThere_ErrorsAndDetachedTimeAreTold()
    {
        var node = await MeteredNode.StartAsync(Nowhere, _domain, _time, Token);
        _nodes.Add(node);
        using var errors = node.Collect<long>(CoherenceTelemetry.RedisErrors);
        using var detached = node.Collect<int>(CoherenceTelemetry.Detached);
        using var detachedTime = node.Collect<double>(CoherenceTelemetry.DetachedTime);
        using var age = node.Collect<double>(CoherenceTelemetry.FeedAge);
        using var owed = node.Collect<long>(CoherenceTelemetry.InvalidationsOwed);
        var marker = $"MARKER{Guid.NewGuid():N}";

        await node.Cache.GetOrCreateAsync($"space:{marker}", _ => ValueTask.FromResult(marker), tags: [marker], cancellationToken: Token);
        // Owed once it has waited for so long, which is a matter of the clock that stands still.
        var removing = node.Cache.RemoveByTagAsync(marker, Token).AsTask();
        await Eventually.TrueAsync(() => ValueTask.FromResult(!((CoherentHybridCache)node.Cache).Core.Link.Owed.IsEmpty), "the first try has failed");
        _time.Advance(TimeSpan.FromSeconds(30));
        await removing;
        Record(detached);
        Record(detachedTime, age);

        Assert.NotEmpty(errors.GetMeasurementSnapshot());
        Assert.All(errors.GetMeasurementSnapshot(), error => Assert.NotNull(error.Tags["error.type"]));
        Assert.Equal(1, Sum(owed));
        Assert.Equal(1, detached.LastMeasurement!.Value);
        Assert.Equal(30, detachedTime.LastMeasurement!.Value);
        Assert.Null(age.LastMeasurement);
        Assert.DoesNotContain(marker, node.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instruments_AllOfThem_HaveTheNamesInCoherenceTelemetry()
    {
        var published = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == CoherenceTelemetry.MeterName)
                    published.Add(instrument.Name);
            },
        };
        _ = await StartAsync();
        listener.Start();

        var named = typeof(CoherenceTelemetry).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.Name is not (nameof(CoherenceTelemetry.MeterName) or nameof(CoherenceTelemetry.ActivitySourceName)))
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(named.Order(), published.Order());
    }

    [Fact]
    public async Task Traces_FillAndRedis_AreSpansOfTheCallersTraceWithoutItsKey()
    {
        var node = await StartAsync();
        var marker = $"MARKER{Guid.NewGuid():N}";
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var caller = new Activity("caller");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CoherenceTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == caller.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        caller.Start();

        await node.Cache.GetOrCreateAsync($"space:{marker}", _ => ValueTask.FromResult(marker), tags: [marker], cancellationToken: Token);
        caller.Stop();

        Assert.Contains(spans, span => span.OperationName == "coherence.fill" && Equals(span.GetTagItem("coherence.outcome"), "ok"));
        Assert.Contains(spans, span => span.OperationName == "coherence.redis.read" && span.Kind == ActivityKind.Client);
        Assert.DoesNotContain(spans, span => span.TagObjects.Any(tag => $"{tag.Value}".Contains(marker, StringComparison.Ordinal)));
    }

    private static long Sum(MetricCollector<long> collector) => collector.GetMeasurementSnapshot().Sum(measured => measured.Value);

    private static void Record<T>(params ReadOnlySpan<MetricCollector<T>> collectors)
        where T : struct
    {
        foreach (var collector in collectors)
            collector.RecordObservableInstruments();
    }

    private static Task<string> GetAsync(MeteredNode node, string[]? tags) =>
        node.Cache.GetOrCreateAsync("space:key", _ => ValueTask.FromResult("value"), tags: tags, cancellationToken: Token).AsTask();

    private static Task<string> GetAsync(MeteredNode node) => GetAsync(node, ["tag"]);

    private async Task<MeteredNode> StartAsync()
    {
        var node = await MeteredNode.StartAsync($"127.0.0.1:{_server.Port}", _domain, _time, Token);
        _nodes.Add(node);
        return node;
    }
}
