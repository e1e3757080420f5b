namespace Catalog.Api.Security;

/// <summary>The authorization policies that endpoints name.</summary>
internal static class CatalogPolicies
{
    /// <summary>May change the catalogue, and run imports.</summary>
    public const string Write = "catalog:write";
}
