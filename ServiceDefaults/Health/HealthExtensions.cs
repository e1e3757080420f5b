using AspireCache.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Health checks and the paths that answer for them.</summary>
public static class HealthExtensions
{
    private const string LiveTag = "live";

    /// <summary>Adds the check that the process answers; the integrations add theirs.</summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<HealthOptions>().BindConfiguration(HealthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HealthCheckServiceOptions>, HealthCheckPolicy>());
        // It writes an error for every probe of every check that fails; here a change is one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None);
        if (builder.Properties.TryAdd("HealthChecks.self", true))
            builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready) and <c>/alive</c>, in every environment: probes need them. They answer anyone with one
    /// word and no details, are never cached, and no rate limit applies to them.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        Map(app, HealthPaths.Ready, new HealthCheckOptions());
        Map(app, HealthPaths.Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
        return app;
    }

    private static void Map(IEndpointRouteBuilder routes, string path, HealthCheckOptions options) =>
        routes.MapHealthChecks(path, options)
            .AllowAnonymous()
            .DisableRateLimiting()
            .DisableHttpMetrics();
}
