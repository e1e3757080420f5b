using Microsoft.AspNetCore.Http;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>What the caches did for a request, said in <c>Cache-Status</c> just before the first byte goes out.</summary>
internal sealed class CacheReport
{
    private readonly HttpContext _context;
    private readonly Func<TimeSpan?> _bound;

    private CacheReport(HttpContext context, Func<TimeSpan?> bound)
    {
        _context = context;
        _bound = bound;
    }

    /// <summary>What the look for a whole answer brought; null: nobody looked.</summary>
    public AnswerRead? Answer { get; set; }

    /// <summary>How the data was read; null: not through the cache.</summary>
    public CacheReading? Data { get; set; }

    /// <summary>Whether the cache of the data is switched off.</summary>
    public bool IsBypassed { get; set; }

    /// <summary>What the answer is made of, where caches in front may know.</summary>
    public IReadOnlyCollection<string>? Groups { get; set; }

    /// <summary>The request's report; its answer says what is in it.</summary>
    public static CacheReport Of(HttpContext context, CoherentHybridCache? cache)
    {
        if (context.Features.Get<CacheReport>() is { } found)
            return found;
        var report = new CacheReport(context, () => cache?.StalenessBound);
        context.Features.Set(report);
        if (cache is not null)
            context.Response.OnStarting(
                static state =>
                {
                    ((CacheReport)state).Write();
                    return Task.CompletedTask;
                },
                report);
        return report;
    }

    private void Write()
    {
        var response = _context.Response;
        // Set, not added: a kept answer has the header of the one that it was made for.
        if (CacheStatusText.Of(Answer, Data, IsBypassed, response.StatusCode >= StatusCodes.Status500InternalServerError, _bound()) is { } status)
            response.Headers[CacheStatusText.Header] = status;
        if (Groups is not null && response.StatusCode < StatusCodes.Status400BadRequest && CacheGroups.Of(Groups) is { } groups)
            response.Headers[CacheGroups.Header] = groups;
    }
}
