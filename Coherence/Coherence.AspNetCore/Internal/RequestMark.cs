using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// ASP.NET Core's middleware lets requests of the same key share one look into the store, and one run of the endpoint, however long ago it
/// began: what was invalidated since would be served. So each request gets a key of its own there, by a value that is taken off again here,
/// and it is the cache that decides who may share.
/// </summary>
internal sealed class RequestMark : IOutputCachePolicy
{
    private const string Name = "\u2063";
    private const char Delimiter = '\x1e';

    private static readonly string Start = $"{Delimiter}{Name}=";
    private static long _last;

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        // At any request; those of endpoints that are not cached, and have no policy that could be, need none.
        if (context.HttpContext.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IOutputCachePolicy>() is null
            && endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is null && !context.EnableOutputCaching)
            return default;
        context.CacheVaryByRules.VaryByValues[Name] = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        return default;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    /// <summary>The key without the mark; null where a policy has replaced the rules, and the mark with them.</summary>
    public static string? TakeOff(string key)
    {
        var from = key.IndexOf(Start, StringComparison.Ordinal);
        if (from < 0)
            return null;
        var to = key.IndexOf(Delimiter, from + 1);
        return to < 0 ? key[..from] : string.Concat(key.AsSpan(0, from), key.AsSpan(to));
    }
}
