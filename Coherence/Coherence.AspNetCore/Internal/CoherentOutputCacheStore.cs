using AspireCache.Coherence.Internal.Leases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// The store behind ASP.NET Core's output caching: answers are entries of the cache like any other. A request that finds none becomes the
/// fill of its key, for the whole fleet; those that come meanwhile wait for it, unless an invalidation has overtaken it.
/// </summary>
/// <remarks>
/// It offers no <see cref="IOutputCacheBufferStore"/>: that one copies the answer into a pipe at every hit, and the bytes that are kept here
/// can be read where they are.
/// </remarks>
internal sealed class CoherentOutputCacheStore : IOutputCacheStore
{
    // Every accessor knows the request of the flow that it is used in.
    private static readonly HttpContextAccessor AnyRequest = new();

    private readonly CoherentHybridCache _cache;
    private readonly IHttpContextAccessor _http;
    private readonly OutputCacheOptions _options;
    private readonly LearnedAnswers _learned = new();
    private readonly TimeSpan _patience;

    public CoherentOutputCacheStore(HybridCache cache, IHttpContextAccessor http, IOptions<OutputCacheOptions> options)
    {
        _cache = cache as CoherentHybridCache ?? throw new InvalidOperationException(
            $"AddCoherentOutputCache needs Coherence as the application's HybridCache, which is {cache.GetType().Name}: call services.AddCoherence().");
        _http = http;
        _options = options.Value;
        // The request that fills may itself have waited for another node.
        _patience = 2 * _cache.Core.LeaseWait;
        FillScope.Outside = static () => AnyRequest.HttpContext?.Features.Get<AnswerFill>()?.Scope;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (_http.HttpContext is not { } context || context.Features.Get<IOutputCacheFeature>()?.Context is not { } caching)
            return default;
        if (RequestMark.TakeOff(key) is not { } shared)
            return default;
        caching.AllowLocking = false;
        var name = AnswerKeys.Of(shared);
        context.Features.Get<FastRequest>()?.Found(name);
        return _cache.TryGetLocal(name, out KeptAnswer? answer)
            ? new(Serve(context, answer!, new AnswerRead(true, CacheOrigin.Memory, false)))
            : FindAsync(name, context, caching, cancellationToken);
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        if (_http.HttpContext is not { } context || context.Features.Get<AnswerFill>() is not { } fill)
            return default;
        if (validFor < fill.Expiration || tags?.All(fill.Tags.Contains) == false)
        {
            _learned.Learn(fill.Key, tags ?? [], validFor);
            fill.End(KeptAnswer.NotKept);
            return default;
        }

        var answer = new KeptAnswer(value);
        context.Features.Get<FastRequest>()?.Serves(answer);
        fill.End(answer);
        return default;
    }

    /// <summary>Answers carry the tags of the data: to evict them is to invalidate both.</summary>
    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => _cache.RemoveByTagAsync(tag, cancellationToken);

    private async ValueTask<byte[]?> FindAsync(string name, HttpContext context, OutputCacheContext caching, CancellationToken cancellationToken)
    {
        var (tags, expiration) = _learned.Complete(name, caching.Tags, caching.ResponseExpirationTimeSpan ?? _options.DefaultExpirationTimeSpan);
        var options = new HybridCacheEntryOptions { Expiration = expiration };
        // Of this flow only: the reads of the data are another reading.
        var reading = CacheReading.Begin();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            var fill = new AnswerFill(name, tags, expiration);
            var answering = _cache.GetOrCreateAsync(name, fill, static (own, stop) => own.RunAsync(stop), options, tags, leaving.Token).AsTask();
            try
            {
                await Task.WhenAny(answering, fill.Begun).WaitAsync(_patience, _cache.Core.Runtime.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // Somebody may have joined: what begins now ends at once, and they try again.
                fill.End(KeptAnswer.Abandoned);
                await leaving.CancelAsync().ConfigureAwait(false);
                Ignore(answering);
                if (e is not TimeoutException)
                    throw;
                // The one who fills is slow, or its client is: this request goes on for itself, and keeps nothing.
                return Miss(context);
            }

            if (fill.Begun.IsCompleted)
            {
                Ignore(answering);
                Begin(context, fill);
                return Miss(context);
            }

            var answer = await answering.ConfigureAwait(false);
            if (answer.Bytes is not [])
                return Serve(context, answer, new AnswerRead(reading.Origin is not CacheOrigin.Factory, reading.Origin, reading.IsShared));
            if (!ReferenceEquals(answer, KeptAnswer.Abandoned))
                return Miss(context);
        }
    }

    private static void Begin(HttpContext context, AnswerFill fill)
    {
        context.Features.Set(fill);
        context.Response.OnCompleted(
            static state =>
            {
                var (http, own) = ((HttpContext, AnswerFill))state;
                own.End(http.RequestAborted.IsCancellationRequested ? KeptAnswer.Abandoned : KeptAnswer.NotKept);
                return Task.CompletedTask;
            },
            (context, fill));
    }

    // It may fail with nobody left who waits: a fill that its client gave up.
    private static void Ignore(Task task) =>
        _ = task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private byte[]? Miss(HttpContext context)
    {
        CacheReport.Of(context, _cache).Answer = AnswerRead.Miss;
        return null;
    }

    private byte[] Serve(HttpContext context, KeptAnswer answer, AnswerRead read)
    {
        CacheReport.Of(context, _cache).Answer = read;
        context.Features.Get<FastRequest>()?.Serves(answer);
        return answer.Bytes;
    }
}
