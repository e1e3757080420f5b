using AspireCache.Coherence;
using AspireCache.Coherence.AspNetCore.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>ASP.NET Core's output caching over Coherence.</summary>
public static class CoherentOutputCacheExtensions
{
    /// <summary>
    /// Keeps whole answers in Coherence, in this node's memory and in Redis: call it after <c>AddOutputCache</c> and <c>AddCoherence</c>. Policies
    /// are ASP.NET Core's own; the tags that they give are the cache's, so that an invalidation of a tag (<c>RemoveByTagAsync</c>, a commit, or
    /// <see cref="IOutputCacheStore.EvictByTagAsync"/>) drops data and answers alike, on all nodes. No answer is served that an invalidation
    /// has overtaken, whatever failed; where Redis cannot be reached answers are made by each node for itself.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// What holds for all answers is the policy of namespace <c>output</c> (<see cref="CoherenceOptions.Namespaces"/>), but for its lifetime,
    /// which is the output cache's own. Answers above <see cref="HybridCacheOptions.MaximumPayloadBytes"/> are not kept. At the start it throws an
    /// <see cref="InvalidOperationException"/> where the application's <see cref="HybridCache"/> is not Coherence.
    /// </remarks>
    public static IServiceCollection AddCoherentOutputCache(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddHttpContextAccessor();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHybridCacheSerializer<KeptAnswer>, KeptAnswerSerializer>();
        services.Replace(ServiceDescriptor.Singleton<IOutputCacheStore, CoherentOutputCacheStore>());
        services.Configure<CoherenceOptions>(static options => options.AnswerSpace = AnswerKeys.Namespace);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OutputCacheOptions>, MarkRequests>());
        return services;
    }

    /// <summary>
    /// Answers from this node's memory before anything else of the pipeline runs, where the policy allows it (<c>AllowFastPath</c>). Put it
    /// first; <c>UseOutputCache</c> stays where it is. What stands between the two, such as authentication and rate limits, does not see the
    /// requests that are answered here.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static IApplicationBuilder UseCoherentOutputCache(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);

        return app.UseMiddleware<CoherentOutputCacheMiddleware>();
    }

    /// <summary>
    /// Says that an answer depends on nothing of the request but its address (host, path, query) and the encodings that the client accepts.
    /// Then <see cref="UseCoherentOutputCache"/> may answer from memory without asking the policy again. Requests with <c>Authorization</c>
    /// or <c>Origin</c> always ask it; cookies and other headers are not looked at.
    /// </summary>
    /// <param name="context">The request, in <see cref="IOutputCachePolicy.CacheRequestAsync"/>, where it enabled caching.</param>
    public static void AllowFastPath(this OutputCacheContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        context.HttpContext.Features.Get<FastRequest>()?.Allow();
    }

    /// <summary>As <see cref="AllowFastPath(OutputCacheContext)"/>, in a policy's builder.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static OutputCachePolicyBuilder AllowFastPath(this OutputCachePolicyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddPolicy<FastPathPolicy>();
    }

    /// <summary>
    /// Keeps an answer for each encoding that it is made in (brotli, gzip, none), whatever the client's <c>Accept-Encoding</c> looks like: the
    /// header is brought into one form. For answers that response compression, which stands behind <c>UseOutputCache</c>, encodes.
    /// </summary>
    /// <param name="context">The request, in <see cref="IOutputCachePolicy.CacheRequestAsync"/>.</param>
    public static void VaryByEncoding(this OutputCacheContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        context.CacheVaryByRules.VaryByValues["encoding"] = context.HttpContext.Request.SettleEncoding();
    }

    /// <summary>
    /// Brings <c>Accept-Encoding</c> into one form: the one encoding that the client gets (<c>br</c>, <c>gzip</c>), or none, so that everybody who
    /// looks at the header after that comes to the same.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The encoding; empty for none.</returns>
    public static string SettleEncoding(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        var encoding = Encodings.Of(request.Headers.AcceptEncoding);
        request.Headers.AcceptEncoding = encoding;
        return encoding;
    }

    /// <summary>
    /// Names the answer's tags to caches in front, as cache groups (<c>Cache-Groups</c>, RFC 9875). Clients see them. Nothing is said where there
    /// are more than 32, or one has more than 32 characters or others than printable ASCII.
    /// </summary>
    /// <param name="context">The request, in <see cref="IOutputCachePolicy.CacheRequestAsync"/>.</param>
    public static void NameCacheGroups(this OutputCacheContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (context.HttpContext.RequestServices.GetRequiredService<HybridCache>() is CoherentHybridCache cache)
            CacheReport.Of(context.HttpContext, cache).Groups = context.Tags;
    }

    /// <summary>
    /// Tells caches in front, on the answer to a change, which groups it has made old (<c>Cache-Group-Invalidation</c>, RFC 9875). Theirs only: the
    /// cache's own invalidation is another call.
    /// </summary>
    /// <param name="response">The answer; it must not have started.</param>
    /// <param name="tags">The tags; see <see cref="NameCacheGroups"/> for what can be said.</param>
    public static void InvalidateCacheGroups(this HttpResponse response, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(tags);

        if (!response.HasStarted && CacheGroups.Of(tags) is { } groups)
            response.Headers[CacheGroups.InvalidationHeader] = groups;
    }

    /// <summary>
    /// Says on the answer, in <c>Cache-Status</c> (RFC 9211), where the data came from that the request reads from here on, and how old it can be;
    /// whole answers say it by themselves.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="cache">The cache that the data is read through; with another engine than Coherence nothing is said.</param>
    /// <param name="isBypassed">Whether it is switched off, so that the source is always asked.</param>
    public static void ReportReads(this HttpContext context, HybridCache cache, bool isBypassed = false)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (cache is not CoherentHybridCache coherent)
            return;
        var report = CacheReport.Of(context, coherent);
        (report.Data ??= CacheReading.Begin()).Enter();
        report.IsBypassed = isBypassed;
    }

    // Behind the application's own base policies, which may enable caching.
    private sealed class MarkRequests : IPostConfigureOptions<OutputCacheOptions>
    {
        public void PostConfigure(string? name, OutputCacheOptions options) => options.AddBasePolicy(new RequestMark());
    }
}
