using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary><c>If-None-Match</c> (RFC 9110, section 13.1.2), by weak comparison.</summary>
internal static class EntityTagCondition
{
    /// <summary>Whether the client has what the tag names.</summary>
    public static bool Holds(in StringValues known, string? tag)
    {
        // As it was given to the client.
        if (known is [{ } only] && only == tag)
            return true;
        if (!EntityTagHeaderValue.TryParse(tag, out var current) || !EntityTagHeaderValue.TryParseList(known, out var tags))
            return false;
        foreach (var given in tags)
            if (given == EntityTagHeaderValue.Any || given.Compare(current, useStrongComparison: false))
                return true;
        return false;
    }
}
