using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// A request that went through the pipeline, watched from its outer end: when its answer is kept, and depends on its address only, the answer
/// is put down as it went to the client, and the next one gets it without a pipeline.
/// </summary>
/// <remarks>
/// The condition of a request (<c>If-None-Match</c>) is hidden from the pipeline and judged here, at the end: an endpoint that answered 304
/// would leave nothing to keep.
/// </remarks>
internal sealed class FastRequest(HttpContext context) : IDisposable
{
    private readonly IHttpResponseBodyFeature _outer = context.Features.Get<IHttpResponseBodyFeature>()!;
    private RecordingStream? _recording;
    private StringValues _known;
    private string? _key;
    private KeptAnswer? _answer;

    /// <summary>The policy says that the answer depends on its address only; to be called before anything is written.</summary>
    public void Allow()
    {
        // What stands between might change the body on its way, as compression does, or leave it out, as for HEAD.
        if (_recording is not null || !ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), _outer))
            return;
        _known = context.Request.Headers.IfNoneMatch;
        if (_known.Count > 0)
            context.Request.Headers.Remove("If-None-Match");
        _recording = new RecordingStream(_outer.Stream, withholds: _known.Count > 0);
        context.Features.Set<IHttpResponseBodyFeature>(new RecordingBody(_recording, _outer));
    }

    /// <summary>The key that the answer has, or will have.</summary>
    public void Found(string key) => _key = key;

    /// <summary>What is served, or has just been kept.</summary>
    public void Serves(KeptAnswer answer) => _answer = answer;

    /// <summary>The key to look for next time; null where there is nothing to be found.</summary>
    public async ValueTask<string?> FinishAsync(TimeProvider time)
    {
        if (_recording is not { } recording)
            return null;
        // What was written into a pipe is on its way to the stream.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Features.Set(_outer);
        var hidden = recording.IsWithholding ? await JudgeAsync(recording).ConfigureAwait(false) : [];
        var response = context.Response;
        // What has not started has not the headers yet that are set at the last moment.
        if (_answer is not { } answer || _key is null || recording.Recorded is not { } body || !response.HasStarted
            || (response.StatusCode != StatusCodes.Status200OK && hidden is []) || response.Headers.SetCookie.Count > 0)
            return null;
        KeyValuePair<string, StringValues>[] headers = [.. response.Headers.Concat(hidden).Where(static header => FastAnswer.Keeps(header.Key))];
        // As a rule the kept bytes have the body in them, in one piece.
        var at = answer.Bytes.AsSpan().LastIndexOf(body.Span);
        var age = long.TryParse(response.Headers.Age, out var seconds) ? seconds : 0;
        answer.Fast ??= new FastAnswer(
            headers,
            at < 0 ? body.ToArray() : answer.Bytes.AsMemory(at, body.Length),
            time.GetUtcNow().AddSeconds(-age),
            (context.GetEndpoint() as RouteEndpoint)?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route);
        return _key;
    }

    public void Dispose() => _recording?.Dispose();

    /// <summary>Answers 304 to who has it, else hands on what was withheld; gives the headers that a 304 does not have.</summary>
    private async ValueTask<KeyValuePair<string, StringValues>[]> JudgeAsync(RecordingStream recording)
    {
        var (request, response) = (context.Request, context.Response);
        request.Headers.IfNoneMatch = _known;
        if (response.StatusCode != StatusCodes.Status200OK || !EntityTagCondition.Holds(_known, response.Headers.ETag))
        {
            await recording.ReleaseAsync(context.RequestAborted).ConfigureAwait(false);
            return [];
        }

        KeyValuePair<string, StringValues>[] hidden = [.. response.Headers.Where(static header => !FastAnswer.IsOfNotModified(header.Key))];
        foreach (var (name, _) in hidden)
            response.Headers.Remove(name);
        response.StatusCode = StatusCodes.Status304NotModified;
        await response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        return hidden;
    }
}
