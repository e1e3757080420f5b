using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Catalog.Api.Products;

/// <summary>Where products are.</summary>
internal static class ProductLinks
{
    public static string Of(long id) => string.Create(CultureInfo.InvariantCulture, $"/api/v1/products/{id}");

    /// <summary>
    /// The sku that a segment of a path names. Servers decode every escape there but that of the slash, which would make two
    /// segments of one. So a sku that has the three characters %2F in it cannot be asked for; its product can, by id.
    /// </summary>
    [return: NotNullIfNotNull(nameof(segment))]
    public static string? SkuIn(string? segment) => segment?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
