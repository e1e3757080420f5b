using Catalog.Api.Database;
using Catalog.Api.Errors;
using Catalog.Contracts;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Http;

/// <summary>What every request passes: errors as problem details, limits, JSON rules.</summary>
internal static class HttpSetup
{
    public static void AddCatalogHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HttpLimitsOptions>().BindConfiguration(HttpLimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpLimitsOptions>, HttpLimitsValidator>();

        services.ConfigureHttpJsonOptions(options => CatalogJson.Configure(options.SerializerOptions));
        services.AddOptions<CorsSettings>().BindConfiguration(CorsSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorsSettings>, CorsValidator>();
        services.AddCors();
        services.AddSingleton<IConfigureOptions<CorsOptions>, CorsSetup>();

        // Nothing secret stands beside what somebody else chose in these answers, so that their length tells nothing.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json", "application/problem+json"];
        });
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Instance ??= context.HttpContext.Request.Path);
        services.AddExceptionHandler<CatalogExceptionHandler>();

        services.AddRateLimiter();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimits>();

        services.AddRequestTimeouts();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpLimitsOptions>>((kestrel, limits) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.Value.MaxBodyBytes;
        });
    }

    public static void UseCatalogHttp(this WebApplication app)
    {
        app.UseCoherentOutputCache();
        app.UseApiDefaults();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UseMiddleware<HeadAsGet>();
        app.UseMiddleware<PathCheck>();
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<DatabaseGate>();
        app.UseOutputCache();
        app.UseResponseCompression();
    }

    /// <summary>Requests under a prefix end within <c>Catalog:Limits:RequestTimeout</c>, unless an endpoint says otherwise.</summary>
    public static RouteGroupBuilder WithCatalogTimeout(this RouteGroupBuilder api)
    {
        var limits = ((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<IOptions<HttpLimitsOptions>>().Value;
        api.WithRequestTimeout(new RequestTimeoutPolicy
        {
            Timeout = limits.RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => DatabaseGate.AnswerAsync(context, "The request took too long and was given up. Try again in a moment."),
        });
        return api;
    }
}
