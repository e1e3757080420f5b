using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>Allows the fast path where the policies before it enabled caching.</summary>
internal sealed class FastPathPolicy : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context is { EnableOutputCaching: true, AllowCacheLookup: true })
            context.AllowFastPath();
        return default;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
}
