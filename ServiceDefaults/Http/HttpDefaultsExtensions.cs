using AspireCache.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>What stands first in a service's pipeline: whom the proxies speak for, and the headers of every answer.</summary>
public static class HttpDefaultsExtensions
{
    /// <summary>Set by hosts (Aspire does in what it publishes) to have the framework read the headers before all else.</summary>
    private const string ReadByTheFramework = "ForwardedHeaders_Enabled";

    private static readonly TimeSpan HstsMaxAge = TimeSpan.FromDays(365);

    /// <summary>
    /// For a service that serves pages: forwarded headers, HSTS outside Development, and the security headers. Call it
    /// before anything that answers. A header that the application set itself stays.
    /// </summary>
    public static WebApplication UseFrontendDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseForwardedHeadersOnce();
        if (!app.Environment.IsDevelopment())
            app.UseHsts();
        app.Use(static (context, next) => AddHeadersAsync(context, next, SetPageHeaders));
        return app;
    }

    /// <summary>
    /// For a service that serves data: forwarded headers, and the security headers that fit. Call it before anything that
    /// answers. A header that the application set itself stays; a page among the data needs a policy of its own.
    /// </summary>
    public static WebApplication UseApiDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseForwardedHeadersOnce();
        app.Use(static (context, next) => AddHeadersAsync(context, next, SetDataHeaders));
        return app;
    }

    internal static void AddProxyAndHeaderDefaults(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ForwardedHeadersOptions>, ForwardedHeadersSetup>());
        services.AddHsts(options => options.MaxAge = HstsMaxAge);
    }

    /// <summary>Twice would believe one proxy more than allowed.</summary>
    private static void UseForwardedHeadersOnce(this WebApplication app)
    {
        if (!string.Equals(app.Configuration[ReadByTheFramework], "true", StringComparison.OrdinalIgnoreCase))
            app.UseForwardedHeaders();
    }

    private static Task AddHeadersAsync(HttpContext context, RequestDelegate next, Action<HttpContext> setHeaders)
    {
        // Just before the first byte: the answer may have set its own, and an error page starts from none.
        context.Response.OnStarting(() =>
        {
            setHeaders(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void SetPageHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy.ForPage(context));
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.TryAdd("Referrer-Policy", "strict-origin-when-cross-origin");
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
    }

    private static void SetDataHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy.Data);
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("X-Content-Type-Options", "nosniff");
    }
}
