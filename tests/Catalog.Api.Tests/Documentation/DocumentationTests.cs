using System.Text.RegularExpressions;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Documentation;

/// <summary>What the documentation shows works as it is written there.</summary>
public sealed partial class DocumentationTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["grocery-products.csv"] = "id,title,price\nGRO-1,Bananas,12.50 USD\n",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api.md", 3)]
    [InlineData("import.md", 2)]
    public async Task Example_AsWritten_Works(string page, int count)
    {
        var examples = CurlExample.In(await ReadAsync(page)).ToList();

        Assert.Equal(count, examples.Count);
        string? id = null;
        foreach (var example in examples)
        {
            using var request = example.ToRequest(CatalogApi.WriteToken, Files);
            // An import's id is made for it: the one that an example before it got.
            if (id is not null)
                request.RequestUri = new Uri(Id().Replace(request.RequestUri!.ToString(), id), UriKind.Relative);
            using var response = await api.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);

            Assert.True(response.IsSuccessStatusCode, $"{example.Command}\n{response.StatusCode}");
            if (response.Headers.Location is { } location && Id().Match(location.ToString()) is { Success: true } made)
                id = made.Value;
        }
    }

    private static Task<string> ReadAsync(string page)
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AspireCache.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", page), Cancellation);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
