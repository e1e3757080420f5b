using AspireCache.ServiceDefaults.Health;
using AspireCache.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>Logs, metrics and traces.</summary>
public static class TelemetryExtensions
{
    /// <summary>
    /// Collects logs, metrics and traces where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says whom to send them to, as Aspire does; else nothing
    /// is collected that nobody would see. Postgres and Redis are added by their integrations, under their own switches.
    /// </summary>
    public static TBuilder ConfigureOpenTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return builder;

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter([.. TelemetryNames.FrameworkMeters, TelemetryNames.Wildcard]))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, TelemetryNames.Wildcard)
                .AddSource([.. TelemetryNames.FrameworkSources])
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsHealthPath(context.Request.Path))
                .AddHttpClientInstrumentation(options =>
                    options.FilterHttpRequestMessage = request => !IsHealthPath(request.RequestUri?.AbsolutePath)));

        // Whoever names a sampler gets that one (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables).
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_TRACES_SAMPLER"]))
            telemetry.WithTracing(tracing => tracing.SetSampler(new ParentBasedSampler(new WorkSampler())));

        telemetry.UseOtlpExporter();
        return builder;
    }

    private static bool IsHealthPath(PathString path) => path == HealthPaths.Ready || path == HealthPaths.Alive;
}
