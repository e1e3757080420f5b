using System.Globalization;
using System.Text;
using AspireCache.Coherence;

namespace Catalog.Api.Caching;

/// <summary>
/// The <c>Cache-Status</c> header (RFC 9211): what the caches did for an answer, the one nearest to the database first.
/// <list type="table">
/// <item><term><c>data; hit; detail=memory</c></term><description>from this replica's memory; <c>redis</c>: from Redis; <c>stale-REASON</c>: past its freshness, as its policy allows</description></item>
/// <item><term><c>data; fwd=miss</c></term><description>the database was asked; <c>collapsed</c>: for another request that had asked before</description></item>
/// <item><term><c>output; hit</c></term><description>the whole answer was kept</description></item>
/// <item><term><c>stale-bound=0.312</c></term><description>with a hit: everything that committed more than so many seconds ago is in it</description></item>
/// </list>
/// </summary>
internal static class CacheStatus
{
    public const string Header = "Cache-Status";

    /// <summary>Null where no cache was asked.</summary>
    public static string? Of(OutputPlan? output, (CacheOrigin Origin, string? StaleReason, bool IsShared)? data, bool isEnabled, TimeSpan? stalenessBound)
    {
        var text = new StringBuilder();
        if (output?.IsHit != true && data is { } read)
        {
            text.Append("data");
            if (!isEnabled)
                text.Append("; fwd=bypass");
            else if (read.Origin is CacheOrigin.Factory)
                text.Append("; fwd=miss").Append(read.IsShared ? "; collapsed" : "");
            else
                AppendHit(text, read.StaleReason is { } reason ? "stale-" + reason : read.Origin is CacheOrigin.Redis ? "redis" : "memory", stalenessBound);
        }

        if (output is null)
            return text.Length == 0 ? null : text.ToString();
        if (text.Length > 0)
            text.Append(", ");
        text.Append("output");
        if (output.IsHit)
            AppendHit(text, null, stalenessBound);
        else
            text.Append("; fwd=miss");
        return text.ToString();
    }

    private static void AppendHit(StringBuilder text, string? detail, TimeSpan? stalenessBound)
    {
        text.Append("; hit");
        if (detail is not null)
            text.Append("; detail=").Append(detail);
        // Rounded up: it is a bound.
        if (stalenessBound is { } bound)
            text.Append(CultureInfo.InvariantCulture, $"; stale-bound={Math.Ceiling(bound.TotalMilliseconds) / 1000:0.0##}");
    }
}
