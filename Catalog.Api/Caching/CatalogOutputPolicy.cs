using AspireCache.Coherence;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <summary>
/// Keeps whole answers for readers without credentials: 200s to GET and HEAD, under a key of bounded length.
/// </summary>
/// <param name="describe">Names what is asked for: its key and its tags; null when it is not to be kept.</param>
internal sealed class CatalogOutputPolicy(Func<HttpContext, (string Key, string[] Tags)?> describe) : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var options = http.RequestServices.GetRequiredService<IOptions<CacheOptions>>().Value;
        if (!options.Enabled
            // Whole answers are made of the data, and no policy of theirs says that they are as sensitive.
            || CachePolicies.IsAnythingSensitive(http.RequestServices.GetRequiredService<IOptions<CoherenceOptions>>().Value)
            || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            || http.Request.Headers.Authorization.Count > 0
            || Describe(http) is not { } description)
        {
            return ValueTask.CompletedTask;
        }

        context.EnableOutputCaching = true;
        context.AllowCacheLookup = true;
        context.AllowCacheStorage = true;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = options.OutputExpiration;
        // The description stands for the whole query, brought into one form.
        context.CacheVaryByRules.QueryKeys = Microsoft.Extensions.Primitives.StringValues.Empty;
        context.CacheVaryByRules.CacheKeyPrefix = description.Key;
        context.CacheVaryByRules.VaryByHost = false;
        context.VaryByEncoding();
        // What CORS says to one site's pages is not for another's; of others it says nothing.
        if (http.Request.Headers.Origin is [{ } origin] && http.RequestServices.GetRequiredService<IOptions<CorsSettings>>().Value.Allows(origin))
            context.CacheVaryByRules.VaryByValues["origin"] = origin;
        foreach (var tag in description.Tags)
            context.Tags.Add(tag);
        context.NameCacheGroups();
        context.AllowFastPath();
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context.HttpContext.Response.StatusCode != StatusCodes.Status200OK)
            context.AllowCacheStorage = false;

        return ValueTask.CompletedTask;
    }

    private (string Key, string[] Tags)? Describe(HttpContext context)
    {
        try
        {
            return describe(context);
        }
        catch (ProblemException)
        {
            // A query that cannot be taken; the endpoint will say so.
            return null;
        }
    }
}
