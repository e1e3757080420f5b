using System.ComponentModel.DataAnnotations;

namespace Catalog.Api.Security;

/// <summary>Who may write, until identity comes: whoever has the token. Section <c>Catalog</c>.</summary>
internal sealed class WriteTokenOptions
{
    public const string Section = "Catalog";

    /// <summary>
    /// What writers send as <c>Authorization: Bearer …</c>. The host makes one for each stack. Without one the API is
    /// read-only. At least 32 characters, so that it cannot be guessed.
    /// </summary>
    [MinLength(32, ErrorMessage =
        "Catalog:WriteToken must have at least 32 characters. The AppHost makes one for each stack and hands it on as the " +
        "environment variable Catalog__WriteToken; to make your own: openssl rand -hex 32. Leave it out for a read-only API.")]
    [RegularExpression(@"[\x21-\x7e]*", ErrorMessage =
        "Catalog:WriteToken must be visible ASCII without spaces, as it is sent in a header. To make one: openssl rand -hex 32.")]
    public string? WriteToken { get; set; }
}
