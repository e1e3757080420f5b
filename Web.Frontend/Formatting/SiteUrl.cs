using System.Globalization;
using Catalog.Contracts.Products;

namespace Web.Frontend.Formatting;

/// <summary>The addresses of the storefront's pages.</summary>
public static class SiteUrl
{
    public static string Product(long id, string name) => $"/p/{Number(id)}/{Uri.EscapeDataString(Slug.Of(name))}";

    public static string Category(string path) => "/c/" + Segments(path);

    public static string Brand(string name) => "/brands/" + Segments(name);

    /// <summary>The stream that keeps the product's page current.</summary>
    public static string LiveProduct(long id) => $"/live/products/{Number(id)}";

    public static string EditProduct(long id) => $"/manage/products/{Number(id)}";

    public static string DeleteProduct(long id) => $"/manage/products/{Number(id)}/delete";

    public static string Import(Guid id) => $"/manage/imports/{id}";

    /// <summary>What a suggestion leads to.</summary>
    public static string Suggestion(Suggestion suggestion)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        return suggestion.Kind switch
        {
            SuggestionKind.Category => Category(suggestion.Target),
            SuggestionKind.Brand => Brand(suggestion.Target),
            _ => $"/p/{Uri.EscapeDataString(suggestion.Target)}/{Uri.EscapeDataString(Slug.Of(suggestion.Text))}",
        };
    }

    /// <summary>
    /// A product's picture. Where the product names one, the browser fetches it there (always over https: the pages' content
    /// security policy allows nothing else); else this site serves the drawn one, whose address changes with the version.
    /// </summary>
    public static string Picture(long id, long version, string? imageLink)
    {
        if (imageLink is null)
            return $"/pictures/{Number(id)}?v={Number(version)}";

        const string Insecure = "http://";
        return imageLink.StartsWith(Insecure, StringComparison.OrdinalIgnoreCase) ? "https://" + imageLink[Insecure.Length..] : imageLink;
    }

    // A brand's name may have slashes; the routes take them as part of the name.
    private static string Segments(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Number(long id) => id.ToString(CultureInfo.InvariantCulture);
}
