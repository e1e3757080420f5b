using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCache.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace AspireCache.ServiceDefaults.Tests.Telemetry;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_HealthPaths_AreLeftOut()
    {
        using var spans = new Collector();
        await using (var app = await StartAsync(builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans))))
        {
            using var client = app.GetTestClient();
            await client.GetStringAsync("/health", Token);
            await client.GetStringAsync("/alive", Token);
            await client.GetStringAsync("/hello", Token);
            // A span ends a moment after its answer.
            await spans.Hello.WaitAsync(Token);
        }

        // Other tests' requests may be among them: listeners are the process's.
        Assert.DoesNotContain("/health", spans.Paths);
        Assert.DoesNotContain("/alive", spans.Paths);
    }

    [Theory]
    [InlineData(ActivityKind.Client, SamplingDecision.Drop)]
    [InlineData(ActivityKind.Server, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Internal, SamplingDecision.RecordAndSample)]
    public void Sampler_SpanWithNoWorkAroundIt_BeginsATraceOnlyWhereItIsWork(ActivityKind kind, SamplingDecision expected)
    {
        var parameters = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "span", kind);

        Assert.Equal(expected, new WorkSampler().ShouldSample(parameters).Decision);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("http://127.0.0.1:4317", true)]
    public void Exporter_OnlyWithAnEndpoint_IsThere(string? endpoint, bool expected)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        builder.AddServiceDefaults();

        var exporter = typeof(OtlpExporterOptions).Assembly;
        Assert.Equal(expected, builder.Services.Any(service => service.ServiceType.Assembly == exporter));
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        // Nobody listens there: what is collected is looked at here.
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        configure(builder);
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/hello", () => "hello");
        await app.StartAsync(Token);
        return app;
    }

    private sealed class Collector : BaseProcessor<Activity>
    {
        private readonly ConcurrentBag<string> _paths = [];
        private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Hello => _hello.Task;

        public IReadOnlyCollection<string> Paths => _paths;

        public override void OnEnd(Activity data)
        {
            if (data.Kind != ActivityKind.Server || !data.Recorded)
                return;
            var path = $"{data.GetTagItem("url.path")}";
            _paths.Add(path);
            if (path == "/hello")
                _hello.TrySetResult();
        }
    }
}
