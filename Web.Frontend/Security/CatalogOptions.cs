namespace Web.Frontend.Security;

/// <summary>The stack's own settings; section <c>Catalog</c>.</summary>
public sealed class CatalogOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Catalog";

    /// <summary>
    /// What the API wants to see before it writes, and what opens the management area. The host makes one for each stack.
    /// Null or empty: nobody can sign in.
    /// </summary>
    public string? WriteToken { get; set; }
}
