using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Http;

/// <summary>The versions that a client is willing to change.</summary>
internal sealed class IfMatch(IReadOnlyList<EntityTagHeaderValue> tags)
{
    /// <summary>Strong comparison (RFC 9110, section 13.1.1): a weak tag never allows a change.</summary>
    public bool Allows(long id, long version)
    {
        var byVersion = new EntityTagHeaderValue(EntityTags.Of(version));
        var bySku = new EntityTagHeaderValue(EntityTags.Of(id, version));
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any)
            || tag.Compare(byVersion, useStrongComparison: true)
            || tag.Compare(bySku, useStrongComparison: true));
    }
}
