using System.Net.Http.Json;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace AspireCache.EndToEnd.Tests;

/// <summary>Products over HTTP, to set a test's scene.</summary>
internal static class CatalogClient
{
    /// <summary>Makes a product with a name that no other test has.</summary>
    public static async Task<Product> CreateAsync(this HttpClient client, string name, CancellationToken cancellationToken, Func<ProductInput, ProductInput>? change = null)
    {
        var unique = Guid.NewGuid().ToString("N")[..12];
        var input = new ProductInput { Sku = $"E2E-{unique}", Name = $"{name} {unique}", Price = new Money(19.95m, "USD"), Stock = 3 };
        using var response = await client.PostAsJsonAsync("/api/v1/products", change?.Invoke(input) ?? input, CatalogJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Product>(CatalogJson.Options, cancellationToken))!;
    }

    /// <summary>The product as it is now.</summary>
    public static async Task<Product> GetAsync(this HttpClient client, long id, CancellationToken cancellationToken) =>
        (await client.GetFromJsonAsync<Product>($"/api/v1/products/{id}", CatalogJson.Options, cancellationToken))!;

    /// <summary>Changes a product as somebody else would, over whatever version it has.</summary>
    public static async Task PatchAsync(this HttpClient client, long id, object patch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/products/{id}") { Content = JsonContent.Create(patch, new("application/merge-patch+json"), CatalogJson.Options) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
