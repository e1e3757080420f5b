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

    /// <summary>
    /// The tag of the same thing in an encoding: strong tags name bytes (RFC 9110, section 8.8.3). A change may name either; see <see cref="Decoded"/>.
    /// </summary>
    public static string Encoded(string tag, string encoding) => encoding is "" ? tag : $"{tag.AsSpan(0, tag.Length - 1)}-{encoding}\"";

    /// <summary>The tag without the encoding that its answer was sent in.</summary>
    public static EntityTagHeaderValue Decoded(EntityTagHeaderValue tag)
    {
        foreach (var ending in (ReadOnlySpan<string>)["-br\"", "-gzip\""])
            if (tag.Tag.EndsWith(ending, StringComparison.Ordinal))
                return new EntityTagHeaderValue($"{tag.Tag.AsSpan()[..^ending.Length]}\"", tag.IsWeak);
        return tag;
    }

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

        return new IfMatch([.. tags.Select(Decoded)]);
    }
}
