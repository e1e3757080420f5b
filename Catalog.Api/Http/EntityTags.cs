using System.Globalization;
using Catalog.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Http;

/// <summary>Conditional requests (RFC 9110, section 13) on versioned things.</summary>
internal static class EntityTags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// For an address that can come to name another product, as a sku can after its product was deleted: versions of the two
    /// must not look alike.
    /// </summary>
    public static string Of(long id, long version) => string.Create(CultureInfo.InvariantCulture, $"\"{id}-{version}\"");

    /// <summary>Whether the client already has one of <paramref name="tags"/>. Weak comparison, as section 13.1.2 asks for.</summary>
    public static bool ClientHas(HttpRequest request, params ReadOnlySpan<string> tags)
    {
        if (!EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var given))
            return false;

        foreach (var tag in tags)
        {
            var current = new EntityTagHeaderValue(tag);
            if (given.Any(candidate => candidate == EntityTagHeaderValue.Any || candidate.Compare(current, useStrongComparison: false)))
                return true;
        }

        return false;
    }

    /// <summary>The condition a change must carry; 428 without, 400 when it cannot be read.</summary>
    public static IfMatch RequireIfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
            throw Problems.PreconditionRequired(currentVersion: null);
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
            throw Problems.BadRequest($"If-Match must be an entity tag in double quotes, such as \"7\", a list of them, or *; it is {header}.");

        return new IfMatch([.. tags]);
    }
}
