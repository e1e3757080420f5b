using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>Which encoding a client gets: one of few, so that an answer is kept in few forms (RFC 9110, section 12.5.3).</summary>
internal static class Encodings
{
    public const string Identity = "";
    public const string Brotli = "br";
    public const string Gzip = "gzip";

    /// <summary>The best that the client accepts; brotli before gzip where it does not mind.</summary>
    public static string Of(in StringValues accepted)
    {
        if (accepted.Count == 0)
            return Identity;
        // What browsers and most clients send.
        if (accepted is [{ } only] && only is "gzip, deflate, br" or "gzip, deflate, br, zstd" or "br")
            return Brotli;
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var parsed))
            return Identity;
        var (brotli, gzip, identity, any) = (-1.0, -1.0, -1.0, -1.0);
        foreach (var encoding in parsed)
        {
            var quality = encoding.Quality ?? 1;
            if (encoding.Value.Equals(Brotli, StringComparison.OrdinalIgnoreCase))
                brotli = quality;
            else if (encoding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
                gzip = quality;
            else if (encoding.Value.Equals("identity", StringComparison.OrdinalIgnoreCase))
                identity = quality;
            else if (encoding.Value == "*")
                any = quality;
        }

        brotli = brotli < 0 ? any : brotli;
        gzip = gzip < 0 ? any : gzip;
        return brotli > 0 && brotli >= gzip && brotli >= identity ? Brotli
            : gzip > 0 && gzip >= identity ? Gzip
            : Identity;
    }
}
