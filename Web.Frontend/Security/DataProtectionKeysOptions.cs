namespace Web.Frontend.Security;

/// <summary>Where the keys of cookies and form tokens are kept; section <c>DataProtection</c>.</summary>
public sealed class DataProtectionKeysOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "DataProtection";

    /// <summary>
    /// A folder that survives restarts and that all replicas share. Default: the platform's own place, which is the user's
    /// profile, or memory where there is none.
    /// </summary>
    public string? KeysDirectory { get; set; }
}
