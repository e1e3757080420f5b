using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Tests.Imports;

/// <summary>Sends and follows imports as a client does.</summary>
internal static class ImportClient
{
    public const string Address = "/api/v1/imports";
    public const string Csv = "text/csv";
    public const string Ndjson = "application/x-ndjson";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static HttpRequestMessage Request(HttpContent content, string query = "", string type = Csv, Guid? id = null)
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        var request = new HttpRequestMessage(HttpMethod.Post, Address + query) { Content = content };
        if (id is not null)
            request.Headers.Add("Import-Id", id.ToString());
        return request;
    }

    /// <summary>Sends a file and waits until its import has ended.</summary>
    public static async Task<ImportStatus> ImportAsync(this HttpClient client, string content, string query = "", string type = Csv)
    {
        using HttpRequestMessage request = Request(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), query, type);
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Cancellation));
        ImportStatus status = (await response.Content.ReadFromJsonAsync<ImportStatus>(CatalogJson.Options, Cancellation))!;
        Assert.EndsWith($"{Address}/{status.Id}", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        return await client.WaitForEndAsync(status.Id);
    }

    /// <summary>Follows an import's events to their end.</summary>
    public static async Task<ImportStatus> WaitForEndAsync(this HttpClient client, Guid id) =>
        (await client.FollowAsync(id))[^1].Data;

    public static async Task<IReadOnlyList<SseItem<ImportStatus>>> FollowAsync(this HttpClient client, Guid id)
    {
        await using Stream stream = await client.GetStreamAsync($"{Address}/{id}/events", Cancellation);
        var events = new List<SseItem<ImportStatus>>();
        SseParser<ImportStatus> parser = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<ImportStatus>(data, CatalogJson.Options)!);
        await foreach (SseItem<ImportStatus> item in parser.EnumerateAsync(Cancellation))
            events.Add(item);
        Assert.Equal("finished", events[^1].EventType);
        return events;
    }

    public static async Task<ImportStatus> GetStatusAsync(this HttpClient client, Guid id) =>
        (await client.GetFromJsonAsync<ImportStatus>($"{Address}/{id}", CatalogJson.Options, Cancellation))!;

    /// <summary>A product, or null.</summary>
    public static async Task<Product?> FindProductAsync(this HttpClient client, string sku)
    {
        using HttpResponseMessage response = await client.GetAsync($"/api/v1/products/by-sku/{Uri.EscapeDataString(sku)}", Cancellation);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Product>(CatalogJson.Options, Cancellation);
    }

    public static async Task<Product> GetProductAsync(this HttpClient client, string sku) =>
        await client.FindProductAsync(sku) ?? throw new InvalidOperationException($"There is no {sku}.");

    public static async Task<ProblemDetails> ReadProblemAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancellation)}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<ProblemDetails>(CatalogJson.Options, Cancellation))!;
    }

    /// <summary>A code that no other test uses.</summary>
    public static string NewSku(string prefix = "T") => $"{prefix}-{Guid.NewGuid():N}";
}
