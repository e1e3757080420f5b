using System.Globalization;

namespace Catalog.Api.Products;

/// <summary>Where products are.</summary>
internal static class ProductLinks
{
    public static string Of(long id) => string.Create(CultureInfo.InvariantCulture, $"/api/v1/products/{id}");
}
