using System.Net.Http.Json;
using System.Text.Json;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Http;

public sealed class ReferenceTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApi_EveryOperation_IsNamedSummarisedAndTellsItsProblems()
    {
        var document = await api.Anonymous.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()).ToList();
        Assert.Contains(operations, operation => operation.Value.GetProperty("operationId").GetString() == "CreateImport");
        Assert.Distinct(operations.Select(operation => operation.Value.GetProperty("operationId").GetString()));
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            var responses = operation.Value.GetProperty("responses").EnumerateObject().ToDictionary(response => response.Name, response => response.Value);
            Assert.Contains(responses.Keys, status => status[0] == '2');
            Assert.All(Expected(operation.Value), status => Assert.Contains(status, responses.Keys));
            Assert.All(responses.Where(response => response.Key[0] is '4' or '5'), response =>
            {
                Assert.True(response.Value.GetProperty("content").TryGetProperty("application/problem+json", out _), response.Key);
                Assert.NotEmpty(response.Value.GetProperty("description").GetString()!);
            });
        });
        var post = document.GetProperty("paths").GetProperty("/api/v1/products").GetProperty("post");
        Assert.Equal("KET-1001", post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("sku").GetString());
        Assert.True(post.TryGetProperty("security", out _));
    }

    /// <summary>The problems that follow from what an operation takes.</summary>
    private static IEnumerable<string> Expected(JsonElement operation)
    {
        yield return "429";
        yield return "503";
        if (operation.TryGetProperty("security", out _))
            yield return "401";
        if (operation.TryGetProperty("requestBody", out _))
            foreach (var status in (string[])["400", "413", "415"])
                yield return status;
        if (!operation.TryGetProperty("parameters", out var parameters))
            yield break;

        yield return "400";
        foreach (var parameter in parameters.EnumerateArray())
        {
            if (parameter.GetProperty("in").GetString() == "path")
                yield return "404";
            if (parameter.GetProperty("name").GetString() == "If-Match")
                foreach (var status in (string[])["412", "428"])
                    yield return status;
        }
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
