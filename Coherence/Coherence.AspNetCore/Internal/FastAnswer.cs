using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>An answer as it goes to clients: its headers and its body. Nothing of it is made again for a request but <c>Age</c> and <c>Cache-Status</c>.</summary>
internal sealed class FastAnswer
{
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly KeyValuePair<string, StringValues>[] _headersOfNotModified;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly DateTimeOffset _made;
    private readonly string? _route;
    private readonly string? _tag;
    private readonly bool _hasDate;

    public FastAnswer(KeyValuePair<string, StringValues>[] headers, ReadOnlyMemory<byte> body, DateTimeOffset made, string? route)
    {
        _headers = headers;
        _body = body;
        _made = made;
        _route = route;
        _tag = headers.FirstOrDefault(static header => header.Key.Equals("ETag", StringComparison.OrdinalIgnoreCase)).Value;
        _hasDate = headers.Any(static header => header.Key.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase));
        _headersOfNotModified = [.. headers.Where(static header => IsOfNotModified(header.Key))];
    }

    /// <summary>Whether a header is the answer's, and not one request's or the connection's.</summary>
    public static bool Keeps(string header) => header.ToUpperInvariant() is not
        ("AGE" or "CACHE-STATUS" or "CONNECTION" or "CONTENT-LENGTH" or "DATE" or "KEEP-ALIVE" or "SERVER" or "TRANSFER-ENCODING");

    /// <summary>Whether a 304 has the header too: what describes a body it has not, what counts for any answer it has.</summary>
    public static bool IsOfNotModified(string header) => !header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Content-Location", StringComparison.OrdinalIgnoreCase) || header.Equals("Content-Security-Policy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes it; null where the request asks for something that has to be looked at more closely.</summary>
    public Task? TryWriteAsync(HttpContext context, DateTimeOffset now, string status)
    {
        var request = context.Request.Headers;
        var known = request.IfNoneMatch;
        if (_hasDate && known.Count == 0 && request.IfModifiedSince.Count > 0)
            return null;
        if (_route is not null)
            context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new("http.route", _route));
        var response = context.Response;
        var headers = response.Headers;
        headers.Age = Seconds.Text((long)(now - _made).TotalSeconds);
        headers["Cache-Status"] = status;
        if (known.Count > 0 && EntityTagCondition.Holds(known, _tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            foreach (var (name, value) in _headersOfNotModified)
                headers[name] = value;
            return Task.CompletedTask;
        }

        foreach (var (name, value) in _headers)
            headers[name] = value;
        headers.ContentLength = _body.Length;
        var writing = response.BodyWriter.WriteAsync(_body, context.RequestAborted);
        return writing.IsCompletedSuccessfully ? Task.CompletedTask : writing.AsTask();
    }

    /// <summary>Numbers of seconds, as text that is made once.</summary>
    private static class Seconds
    {
        private static readonly string[] Few = [.. Enumerable.Range(0, 600).Select(static number => number.ToString(CultureInfo.InvariantCulture))];

        public static string Text(long seconds) =>
            seconds < 0 ? Few[0] : seconds < Few.Length ? Few[seconds] : seconds.ToString(CultureInfo.InvariantCulture);
    }
}
