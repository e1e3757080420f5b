using System.Globalization;
using System.Net.Http.Headers;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Web.Frontend.Api;

/// <summary>Changes products, for signed-in users.</summary>
internal sealed class ProductEditorClient(HttpClient http)
{
    /// <summary>Makes a product; the same <paramref name="idempotencyKey"/> makes it once, however often it is sent.</summary>
    public Task<Product> CreateAsync(ProductInput input, Guid idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "products") { Content = Json(input) };
        request.Headers.Add("Idempotency-Key", idempotencyKey.ToString());
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Replaces a product, if it still has <paramref name="version"/>.</summary>
    /// <exception cref="CatalogProblemException">412 when it has another, 404 when it is gone.</exception>
    public Task<Product> ReplaceAsync(long id, long version, ProductInput input, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, PathOf(id)) { Content = Json(input) };
        request.Headers.IfMatch.Add(TagOf(version));
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Deletes a product, if it still has <paramref name="version"/>.</summary>
    /// <exception cref="CatalogProblemException">412 when it has another, 404 when it is gone.</exception>
    public async Task DeleteAsync(long id, long version, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, PathOf(id));
        request.Headers.IfMatch.Add(TagOf(version));
        using var response = await http.SendToCatalogAsync(request, cancellationToken);
    }

    private static string PathOf(long id) => "products/" + id.ToString(CultureInfo.InvariantCulture);

    private static EntityTagHeaderValue TagOf(long version) =>
        new($"\"{version.ToString(CultureInfo.InvariantCulture)}\"");

    private static JsonContent Json(ProductInput input) => JsonContent.Create(input, options: CatalogJson.Options);

    private async Task<Product> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendToCatalogAsync(request, cancellationToken);
        return await response.ReadCatalogAsync<Product>(cancellationToken);
    }
}
