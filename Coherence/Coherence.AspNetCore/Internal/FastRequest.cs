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
internal sealed class FastRequest(HttpContext context) : IDisposable
{
    private readonly IHttpResponseBodyFeature _outer = context.Features.Get<IHttpResponseBodyFeature>()!;
    private RecordingStream? _recording;
    private string? _key;
    private KeptAnswer? _answer;

    /// <summary>The policy says that the answer depends on its address only; to be called before anything is written.</summary>
    public void Allow()
    {
        // What stands between might change the body on its way, as compression does, or leave it out, as for HEAD.
        if (_recording is null && ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), _outer))
            context.Response.Body = _recording = new RecordingStream(context.Response.Body);
    }

    /// <summary>The key that the answer has, or will have.</summary>
    public void Found(string key) => _key = key;

    /// <summary>What is served, or has just been kept.</summary>
    public void Serves(KeptAnswer answer) => _answer = answer;

    /// <summary>The key to look for next time; null where there is nothing to be found.</summary>
    public string? Finish(DateTimeOffset now)
    {
        if (_recording is not { } recording)
            return null;
        context.Features.Set(_outer);
        var response = context.Response;
        // What has not started has not the headers yet that are set at the last moment.
        if (_answer is not { } answer || _key is null || recording.Recorded is not { } body
            || !response.HasStarted || response.StatusCode != StatusCodes.Status200OK || response.Headers.SetCookie.Count > 0)
            return null;
        KeyValuePair<string, StringValues>[] headers = [.. response.Headers.Where(static header => FastAnswer.Keeps(header.Key))];
        // As a rule the kept bytes have the body in them, in one piece.
        var at = answer.Bytes.AsSpan().LastIndexOf(body.Span);
        var age = long.TryParse(response.Headers.Age, out var seconds) ? seconds : 0;
        answer.Fast ??= new FastAnswer(
            headers,
            at < 0 ? body.ToArray() : answer.Bytes.AsMemory(at, body.Length),
            now.AddSeconds(-age),
            (context.GetEndpoint() as RouteEndpoint)?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route);
        return _key;
    }

    public void Dispose() => _recording?.Dispose();
}
