using Microsoft.AspNetCore.Builder;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the application shares.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds what every service shares.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder => builder;

    /// <summary>Maps what every service answers.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app) => app;
}
