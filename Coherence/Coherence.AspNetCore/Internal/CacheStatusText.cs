using System.Globalization;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// The <c>Cache-Status</c> header (RFC 9211): what the caches did for an answer, the one nearest to its source first.
/// <list type="table">
/// <item><term><c>data; hit; detail=memory</c></term><description>from this node's memory; <c>redis</c>: from Redis; <c>stale-REASON</c>: past its freshness, as its policy allows</description></item>
/// <item><term><c>data; fwd=miss</c></term><description>the source was asked; <c>collapsed</c>: for another request that had asked before</description></item>
/// <item><term><c>output; hit; detail=memory</c></term><description>the whole answer was kept, in memory or in Redis</description></item>
/// <item><term><c>stale-bound=0.32</c></term><description>with a hit: everything that committed more than so many seconds ago is in it</description></item>
/// </list>
/// </summary>
internal static class CacheStatusText
{
    public const string Header = "Cache-Status";

    private const int MillisecondsPerStep = 10;

    // Of each bound that is usual, once.
    private static readonly string?[] HitsInMemory = new string?[500];

    /// <summary>Of an answer from memory.</summary>
    public static string OfHitInMemory(TimeSpan? bound)
    {
        var step = StepOf(bound);
        if (step < 0 || step >= HitsInMemory.Length)
            return $"output{Hit("memory", bound)}";
        return HitsInMemory[step] ??= $"output{Hit("memory", bound)}";
    }

    /// <summary>Null where no cache was asked.</summary>
    /// <param name="answer">What the look for a whole answer brought; null: nobody looked.</param>
    /// <param name="data">How the data was read; null: it was not read through the cache, or not for this answer.</param>
    /// <param name="isBypassed">Whether the cache of the data is switched off.</param>
    /// <param name="isError">Whether the answer is a failure: it is no hit, whatever was read before it.</param>
    /// <param name="bound">How old what this node knows can be.</param>
    public static string? Of(AnswerRead? answer, CacheReading? data, bool isBypassed, bool isError, TimeSpan? bound)
    {
        var ofAnswer = answer switch
        {
            null => null,
            { IsHit: true } when !isError => $"output{Hit(answer.Origin is CacheOrigin.Redis ? "redis" : "memory", bound)}",
            { IsShared: true } when !isError => $"output; fwd=miss; collapsed{Bound(bound)}",
            _ => "output; fwd=miss",
        };
        if (answer is { IsHit: true } or { IsShared: true } || data is null)
            return ofAnswer;
        var ofData = isBypassed ? "data; fwd=bypass"
            : isError ? "data; fwd=miss"
            : data.Origin is CacheOrigin.Factory ? $"data; fwd=miss{(data.IsShared ? "; collapsed" : "")}"
            : $"data{Hit(data.StaleReason is { } reason ? "stale-" + reason : data.Origin is CacheOrigin.Redis ? "redis" : "memory", bound)}";
        return ofAnswer is null ? ofData : $"{ofData}, {ofAnswer}";
    }

    private static string Hit(string detail, TimeSpan? bound) => $"; hit; detail={detail}{Bound(bound)}";

    // Rounded up: it is a bound.
    private static string Bound(TimeSpan? bound) => StepOf(bound) is >= 0 and var step
        ? string.Create(CultureInfo.InvariantCulture, $"; stale-bound={step * MillisecondsPerStep / 1000.0:0.0##}")
        : "";

    private static int StepOf(TimeSpan? bound) => bound is { } known && known < TimeSpan.FromDays(7)
        ? (int)Math.Ceiling(known.TotalMilliseconds / MillisecondsPerStep)
        : -1;
}
