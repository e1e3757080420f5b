using System.Globalization;

namespace Web.Frontend.Api;

/// <summary>Reads the catalogue, as anybody may.</summary>
/// <param name="http">Has the API's address, resilience and the visitor's address from the registration.</param>
internal sealed partial class CatalogClient(HttpClient http)
{
    private static string Segment(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Segment(string value) => Uri.EscapeDataString(value);
}
