using System.Net.Http.Json;
using System.Text.RegularExpressions;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Brands;

namespace Catalog.Api.Tests.Caching;

public sealed class CacheStatusTests(CacheStatusTests.OnCoherence api) : IClassFixture<CacheStatusTests.OnCoherence>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_SaysWhatTheCachesDid()
    {
        await api.AttachedAsync();
        var product = await api.CreateAsync(Sample.Input());
        var address = $"{Sample.Products}/{product.Id}";

        Assert.Equal("data; fwd=miss", await StatusAsync(api.Writer, address));
        Assert.Matches("^data; hit; detail=memory; stale-bound=[0-9]+\\.[0-9]{1,3}$", await StatusAsync(api.Writer, address));
        Assert.Matches("^data; hit; detail=memory; stale-bound=[0-9.]+, output; fwd=miss$", await StatusAsync(api.Anonymous, address));
        await MatchesAsync("^output; hit; detail=memory; stale-bound=[0-9.]+$", address);

        using var changed = await api.PatchAsync(product.Id, "*", """{ "stock": 8 }""");
        Assert.False(changed.Headers.Contains("Cache-Status"));
        Assert.Equal("data; fwd=miss, output; fwd=miss", await StatusAsync(api.Anonymous, address));
    }

    [Fact]
    public async Task Read_OfWhatIsOnlyKeptAsAWhole_SaysSo()
    {
        await api.AttachedAsync();

        await api.CreateAsync(Sample.Input() with { Brand = "One Brand" });
        await api.CreateAsync(Sample.Input() with { Brand = "Other Brand" });
        var first = await api.Anonymous.GetFromJsonAsync<BrandPage>("/api/v1/brands?limit=1", CatalogJson.Options, Cancellation);
        var second = $"/api/v1/brands?limit=1&cursor={first!.NextCursor}";

        Assert.Equal("output; fwd=miss", await StatusAsync(api.Anonymous, second));
        await MatchesAsync("^output; hit;", second);
        Assert.Null(await StatusAsync(api.Writer, second));
        Assert.Null(await StatusAsync(api.Anonymous, $"{Sample.Products}/suggestions?q=a"));
    }

    [Fact]
    public async Task Read_ThatFails_SaysWhatTheCachesDid()
    {
        await api.AttachedAsync();

        Assert.Equal("data; fwd=miss", await StatusAsync(api.Writer, $"{Sample.Products}/999999"));
        Assert.Matches("^data; hit", await StatusAsync(api.Writer, $"{Sample.Products}/999999"));
    }

    // The answer before may still be on its way into the cache: then it is shared.
    private Task MatchesAsync(string expected, string address) => Eventually.TrueAsync(
        async () => Regex.IsMatch(await StatusAsync(api.Anonymous, address) ?? "", expected), $"the status is {expected}");

    private static async Task<string?> StatusAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, Cancellation);
        return response.Headers.TryGetValues("Cache-Status", out var values) ? string.Join(", ", values) : null;
    }

    public sealed class OnCoherence(TestServers servers) : CatalogApi(servers)
    {
        protected override string Engine => "Coherence";
    }
}
