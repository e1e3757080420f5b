using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;

namespace AspireCache.Coherence.Lab.Answers;

/// <summary>Tags an answer as the data in it: with its row, and the row's table.</summary>
internal sealed class RowTags : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var key = int.Parse((string)context.HttpContext.GetRouteValue(AnswerSite.Key)!, CultureInfo.InvariantCulture);
        context.Tags.Add(Workload.NameOf(key));
        context.Tags.Add(Workload.TableOf(key));
        return default;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
}
