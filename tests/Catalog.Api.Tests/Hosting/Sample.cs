using System.Net;
using System.Net.Http.Json;
using System.Text;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Hosting;

/// <summary>Makes products to test with.</summary>
internal static class Sample
{
    public const string Products = "/api/v1/products";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Different each time.</summary>
    public static string Sku() => $"T-{Guid.NewGuid():N}";

    public static ProductInput Input(string? sku = null, string name = "Gooseneck Kettle", decimal amount = 49.90m) =>
        new() { Sku = sku ?? Sku(), Name = name, Price = new Money(amount, "EUR") };

    public static async Task<Product> CreateAsync(this CatalogApi api, ProductInput input)
    {
        using var response = await api.Writer.PostAsJsonAsync(Products, input, CatalogJson.Options, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.ReadProductAsync();
    }

    public static async Task<Product> ReadProductAsync(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<Product>(CatalogJson.Options, Cancellation))!;

    public static async Task<ProductPage> ListAsync(this CatalogApi api, string query)
    {
        var page = await api.Anonymous.GetFromJsonAsync<ProductPage>($"{Products}?{query}", CatalogJson.Options, Cancellation);
        return page!;
    }

    /// <summary>What a search box offers for what was typed.</summary>
    public static async Task<IReadOnlyList<Suggestion>> SuggestAsync(this CatalogApi api, string typed, int limit = 10) =>
        (await api.Anonymous.GetFromJsonAsync<List<Suggestion>>(
            $"{Products}/suggestions?q={Uri.EscapeDataString(typed)}&limit={limit}", CatalogJson.Options, Cancellation))!;

    /// <summary>A change of a product: PUT, PATCH or DELETE.</summary>
    public static async Task<HttpResponseMessage> ChangeAsync(
        this CatalogApi api, HttpMethod method, long id, string? ifMatch, string? body = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, $"{Products}/{id}");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        return await api.Writer.SendAsync(request, Cancellation);
    }

    public static Task<HttpResponseMessage> PatchAsync(this CatalogApi api, long id, string? ifMatch, string patch) =>
        api.ChangeAsync(HttpMethod.Patch, id, ifMatch, patch, "application/merge-patch+json");
}
