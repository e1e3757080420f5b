using System.Globalization;
using Catalog.Contracts.Products;

namespace Web.Frontend.Api;

internal sealed partial class CatalogClient
{
    public Task<ProductPage> GetProductsAsync(ProductQuery query, CancellationToken cancellationToken) =>
        http.GetCatalogAsync<ProductPage>("products" + query.ToQueryString(), cancellationToken);

    /// <summary>The product, or null when there is none of that number.</summary>
    public Task<Product?> FindProductAsync(long id, CancellationToken cancellationToken) =>
        http.FindCatalogAsync<Product>($"products/{Segment(id)}", cancellationToken);

    public Task<IReadOnlyList<Suggestion>> GetSuggestionsAsync(string text, int limit, CancellationToken cancellationToken) =>
        http.GetCatalogAsync<IReadOnlyList<Suggestion>>(
            $"products/suggestions?q={Segment(text)}&limit={limit.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
}
