using AspireCache.Coherence;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <summary>Puts <see cref="CacheStatus"/> on the answers of endpoints that are cached, where the engine can tell.</summary>
internal static class CacheStatusExtensions
{
    public static void UseCacheStatus(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HybridCache>() is not CoherentHybridCache cache)
            return;
        var options = app.Services.GetRequiredService<IOptions<CacheOptions>>().Value;
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<IOutputCachePolicy>() is not null && HttpMethods.IsGet(context.Request.Method))
                Follow(context, cache, options);
            return next(context);
        });
    }

    private static void Follow(HttpContext context, CoherentHybridCache cache, CacheOptions options)
    {
        var reading = CacheReading.Begin();
        context.Response.OnStarting(() =>
        {
            // Set, not added: a kept answer has the header of the one that it was made for.
            context.Response.Headers[CacheStatus.Header] = CacheStatus.Of(
                context.Features.Get<OutputPlan>(), context.Features.Get<DataRead>() is null ? null : (reading.Origin, reading.StaleReason, reading.IsShared), options.Enabled, cache.StalenessBound);
            return Task.CompletedTask;
        });
    }
}
