using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace AspireCache.ServiceDefaults.Http;

/// <summary>The content security policies, and the nonce of a response.</summary>
public static class ContentSecurityPolicy
{
    /// <summary>For answers that are data: nothing may be loaded or run, and nobody may frame them.</summary>
    internal const string Data = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly object NonceKey = new();

    /// <summary>
    /// What an inline <c>script</c> or <c>style</c> element of this response must carry as <c>nonce</c>; the import map
    /// of Blazor, for one. A new one for each response: never cache a page that holds it.
    /// </summary>
    public static string GetContentSecurityNonce(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (context.Items[NonceKey] is not string nonce)
            context.Items[NonceKey] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        return nonce;
    }

    /// <summary>
    /// For pages: scripts and styles from here only, pictures also from elsewhere over https, no plug-ins, no frames.
    /// Style attributes are allowed, since they cannot run anything; <c>'self'</c> covers the islands' web socket too.
    /// </summary>
    internal static string ForPage(HttpContext context)
    {
        // Only a page that asked for the nonce names it: the others stay free of anything random.
        var nonce = context.Items[NonceKey] is string value ? $" 'nonce-{value}'" : "";
        return $"default-src 'self'; script-src 'self'{nonce}; style-src 'self'{nonce}; style-src-attr 'unsafe-inline'; "
            + "img-src 'self' https: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }
}
