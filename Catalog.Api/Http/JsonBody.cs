using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Http;

/// <summary>Reads the JSON object that a request carries, and says exactly what is wrong where there is none.</summary>
internal static class JsonBody
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    // A member given twice has no meaning that two readers would agree on.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <param name="request">The request.</param>
    /// <param name="limit">Bytes that the body may have.</param>
    /// <param name="mediaType">What the body must be.</param>
    /// <param name="cancellationToken">The request's.</param>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, long limit, string mediaType, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var given) || given.MediaType != mediaType
            || (given.Charset.HasValue && !given.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw Problems.UnsupportedMediaType(
                request.ContentType, mediaType, HttpMethods.IsPatch(request.Method) ? "Accept-Patch" : HeaderNames.Accept);
        }

        var bytes = await ReadAsync(request, limit, cancellationToken);
        if (bytes.Length == 0)
            throw Problems.BadRequest("The body is empty; send a JSON object.");

        try
        {
            return JsonNode.Parse(bytes.Span, documentOptions: Strict) as JsonObject
                ?? throw Problems.BadRequest("The body must be a JSON object, { … }.");
        }
        catch (JsonException exception)
        {
            throw Malformed(bytes.Span, exception);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            throw Problems.TooLarge(limit);

        using var buffer = new MemoryStream((int)(request.ContentLength ?? 0));
        var chunk = new byte[16 * 1024];
        while (await request.Body.ReadAsync(chunk, cancellationToken) is var count && count > 0)
        {
            if (buffer.Length + count > limit)
                throw Problems.TooLarge(limit);
            buffer.Write(chunk, 0, count);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static ProblemException Malformed(ReadOnlySpan<byte> bytes, JsonException exception)
    {
        // The message may go on with advice to the program, and ends with a path and the position, counted from 0: these are told
        // better below.
        var reason = exception.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].Split(" Change the reader", 2)[0].TrimEnd('.', ' ');
        var (path, line, column) = JsonFaultLocator.Locate(bytes, exception);
        var errors = new FieldErrors();
        errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {reason}"));
        return Problems.Invalid(errors, string.Create(CultureInfo.InvariantCulture, $"The body is not well-formed JSON: line {line}, column {column}: {reason}."));
    }
}
