using System.Security.Cryptography;
using System.Text.Json;
using Catalog.Api.Errors;

namespace Catalog.Api.Idempotency;

/// <summary>A request that its client may send again without its being done twice.</summary>
/// <param name="Key">The client's key.</param>
/// <param name="Fingerprint">The same for requests that ask for the same.</param>
internal sealed record IdempotentRequest(string Key, byte[] Fingerprint)
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 255;

    /// <summary>Null when the request has no key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="content">What it asks for, validated and normalised: white space in its JSON makes no difference.</param>
    public static IdempotentRequest? From<T>(HttpRequest request, T content)
    {
        var header = request.Headers[Header];
        if (header.Count == 0)
            return null;

        // The header is a structured field, a string in quotes; most clients send it bare.
        var key = header.ToString().Trim();
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"')
            key = key[1..^1];
        if (header.Count > 1 || key.Length is 0 or > Longest || key.Any(character => character is < ' ' or > '~'))
            throw Problems.BadRequest($"{Header} must be one value of 1 to {Longest} visible ASCII characters, such as a UUID.");

        return new IdempotentRequest(key, SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)));
    }
}
