using System.Buffers;
using System.Globalization;
using System.Text;
using Catalog.Api.Errors;
using Catalog.Api.Products.Validation;
using Microsoft.AspNetCore.Http.Features;

namespace Catalog.Api.Http;

/// <summary>
/// Refuses paths that say nothing: percent signs that encode no byte, bytes that are not UTF-8, control characters. The server
/// leaves what it cannot decode as it was, so that it would be looked up as if it were meant. (What it refuses itself, such as
/// <c>%00</c>, does not come here.)
/// </summary>
internal sealed class PathCheck(RequestDelegate next)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Task InvokeAsync(HttpContext context)
    {
        // Path is decoded already, and no longer tells '%25ff' from '%ff'.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return FaultIn(target.AsSpan()) is { } fault
            ? throw Problems.BadRequest($"The path {fault}.")
            : next(context);
    }

    /// <summary>What is wrong with the path of a request's target as it was sent, or null.</summary>
    public static string? FaultIn(ReadOnlySpan<char> target)
    {
        var end = target.IndexOf('?');
        var path = end < 0 ? target : target[..end];
        return path.Contains('%') ? FaultInEncoded(path) : null;
    }

    private static string? FaultInEncoded(ReadOnlySpan<char> path)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Strict.GetMaxByteCount(path.Length));
        try
        {
            var length = 0;
            for (var i = 0; i < path.Length; i++)
            {
                if (path[i] != '%')
                {
                    length += Strict.GetBytes(path.Slice(i, 1), bytes.AsSpan(length));
                }
                else if (i + 2 < path.Length && byte.TryParse(path.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                {
                    length++;
                    i += 2;
                }
                else
                {
                    return $"must have two hexadecimal digits after each percent sign; there is {TextRules.Quote(path[i..Math.Min(i + 3, path.Length)].ToString())}. A percent sign itself is %25";
                }
            }

            return TextRules.FaultIn(Strict.GetString(bytes, 0, length), isShown: false);
        }
        catch (ArgumentException)
        {
            return "must be UTF-8 once its percent-encoding is undone; it has bytes that are none";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
