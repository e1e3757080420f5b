using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Catalog.Contracts.Products;

namespace Catalog.Api.Products.Listing;

/// <summary>One page of a product list, as it was asked for.</summary>
/// <param name="Filter">Which products.</param>
/// <param name="Sort">In what order; never <see cref="ProductSort.Relevance"/> without a search.</param>
/// <param name="Position">Where the page starts; null for the first.</param>
/// <param name="Limit">How many products.</param>
/// <param name="WithFacets">Whether to count what could be chosen next.</param>
internal sealed record ProductListQuery(ProductFilter Filter, ProductSort Sort, PageCursor? Position, int Limit, bool WithFacets)
{
    /// <summary>
    /// The same for two lists with the same products in the same order. Cursors are bound to it; with the page added, it is
    /// what the list is cached by.
    /// </summary>
    public static byte[] Fingerprint(ProductFilter filter, ProductSort sort)
    {
        // Texts are of any content, so each is preceded by its length.
        var text = new StringBuilder();
        Append(filter.Search);
        Append(filter.CategoryPath);
        Append(filter.MinPrice?.ToString("G29", CultureInfo.InvariantCulture));
        Append(filter.MaxPrice?.ToString("G29", CultureInfo.InvariantCulture));
        Append(filter.InStock ? "in stock" : null);
        Append(sort.ToString());
        foreach (var list in (string[][])[filter.Brands, filter.Tags])
        {
            text.Append(CultureInfo.InvariantCulture, $"{list.Length}:");
            foreach (var value in list)
                Append(value);
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));

        void Append(string? value) => text.Append(CultureInfo.InvariantCulture, $"{value?.Length ?? -1}:{value}");
    }
}
