using System.Net.Http.Json;
using System.Text.Json;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Http;

public sealed class ReferenceTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApi_EveryOperationOfProducts_IsNamedAndSummarised()
    {
        var document = await api.Anonymous.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject()
            .Where(path => !path.Name.Contains("imports", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject());
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
        });
        var post = document.GetProperty("paths").GetProperty("/api/v1/products").GetProperty("post");
        Assert.Equal("KET-1001", post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("sku").GetString());
        Assert.True(post.TryGetProperty("security", out _));
    }

    [Fact]
    public async Task Docs_Page_NeedsNothingFromElsewhere()
    {
        using var response = await api.Anonymous.GetAsync("/docs/", Cancellation);

        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True((await api.Anonymous.GetAsync("/docs/scalar.js", Cancellation)).IsSuccessStatusCode);
    }
}
