using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the application shares: one call for the builder, one for the application.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds telemetry, health checks, service discovery and, for every <see cref="HttpClient"/>, the standard resilience
    /// handler, which repeats only what is safe to repeat.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.ConfigureOpenTelemetry();
        builder.AddDefaultHealthChecks();
        builder.AddProxyAndHeaderDefaults();

        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(client =>
        {
            client.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            client.AddServiceDiscovery();
        });

        return builder;
    }
}
