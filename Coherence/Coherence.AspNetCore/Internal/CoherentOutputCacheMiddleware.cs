using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>The outer end of the pipeline: answers from memory what needs no more, and watches the others on their way out.</summary>
internal sealed class CoherentOutputCacheMiddleware(RequestDelegate next, HybridCache hybrid, TimeProvider time)
{
    private const int MostAddresses = 100_000;

    private readonly CoherentHybridCache? _cache = hybrid as CoherentHybridCache;
    private readonly ConcurrentDictionary<FastAddress, string> _addresses = new();

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        // Policies decide about requests with credentials, and CORS about those of another origin: neither has been asked yet.
        if (_cache is null || !HttpMethods.IsGet(request.Method) || request.Headers.Authorization.Count > 0 || request.Headers.Origin.Count > 0
            || context.Features.Get<IHttpRequestFeature>()?.RawTarget is not { Length: > 0 } target)
            return next(context);
        var address = new FastAddress(target, request.Headers.Host.ToString(), Encodings.Of(request.Headers.AcceptEncoding));
        return _addresses.TryGetValue(address, out var key)
            && _cache.TryGetLocal(key, out KeptAnswer? answer)
            && answer!.Fast?.TryWriteAsync(context, time.GetUtcNow(), CacheStatusText.OfHitInMemory(_cache.StalenessBound)) is { } writing
                ? writing
                : WatchAsync(context, address);
    }

    private async Task WatchAsync(HttpContext context, FastAddress address)
    {
        using var request = new FastRequest(context);
        context.Features.Set(request);
        await next(context).ConfigureAwait(false);
        if (await request.FinishAsync(time).ConfigureAwait(false) is not { } key)
            return;
        if (_addresses.Count >= MostAddresses)
            _addresses.Clear();
        _addresses[address] = key;
    }
}
