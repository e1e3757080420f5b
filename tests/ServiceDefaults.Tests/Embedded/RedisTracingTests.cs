using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCache.ServiceDefaults.Embedded;
using AspireCache.TestSupport.Redis;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Tests.Embedded;

public sealed class RedisTracingTests
{
    [Fact]
    public async Task Command_InsideASpan_BecomesItsChildWithoutKeyOrValue()
    {
        var (spans, port) = await RunAsync(recorded: true);

        var set = Assert.Single(spans, span => span.DisplayName == "SETEX" || span.DisplayName == "SET");
        Assert.Equal(ActivityKind.Client, set.Kind);
        Assert.Equal("redis", set.GetTagItem("db.system.name"));
        Assert.Equal(set.DisplayName, set.GetTagItem("db.operation.name"));
        Assert.Equal("127.0.0.1", set.GetTagItem("server.address"));
        Assert.Equal(port, set.GetTagItem("server.port"));
        Assert.Single(spans, span => span.DisplayName == "GET");
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_InsideASpanThatIsNotRecorded_LeavesNone()
    {
        var (spans, _) = await RunAsync(recorded: false);

        Assert.Empty(spans);
    }

    private static async Task<(IReadOnlyCollection<Activity> Spans, int Port)> RunAsync(bool recorded)
    {
        await using var server = await RedisServers.StartGarnetAsync(TestContext.Current.CancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port}");
        using var tracing = new RedisTracing(TimeProvider.System);
        using var parent = new Activity("request") { ActivityTraceFlags = recorded ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None };
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RedisTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == parent.TraceId)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        tracing.Watch(connection);

        parent.Start();
        await connection.GetDatabase().StringSetAsync("secret-key", "secret-value");
        await connection.GetDatabase().StringGetAsync("secret-key");
        parent.Stop();
        tracing.Flush();
        return (spans, server.Port);
    }
}
