using System.Net.Http.Json;
using AspireCache.Coherence;
using AspireCache.TestSupport;
using Catalog.Api.Caching;
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
        Assert.Matches("^output; hit; stale-bound=[0-9.]+$", await StatusAsync(api.Anonymous, address));

        using var changed = await api.PatchAsync(product.Id, "*", """{ "stock": 8 }""");
        Assert.False(changed.Headers.Contains(CacheStatus.Header));
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
        Assert.Matches("^output; hit;", await StatusAsync(api.Anonymous, second));
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

    [Theory]
    [InlineData(CacheOrigin.Memory, null, false, "data; hit; detail=memory; stale-bound=0.313")]
    [InlineData(CacheOrigin.Redis, null, false, "data; hit; detail=redis; stale-bound=0.313")]
    [InlineData(CacheOrigin.Redis, "revalidating", false, "data; hit; detail=stale-revalidating; stale-bound=0.313")]
    [InlineData(CacheOrigin.Factory, null, true, "data; fwd=miss; collapsed")]
    public void Of_Read_NamesItsOriginAndWhyItIsStale(CacheOrigin origin, string? stale, bool isShared, string expected) =>
        Assert.Equal(expected, CacheStatus.Of(null, (origin, stale, isShared), isEnabled: true, TimeSpan.FromMilliseconds(312.4)));

    [Fact]
    public void Of_CachesAreOff_IsABypass() =>
        Assert.Equal("data; fwd=bypass", CacheStatus.Of(null, (CacheOrigin.Factory, null, false), isEnabled: false, null));

    private static async Task<string?> StatusAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, Cancellation);
        return response.Headers.TryGetValues(CacheStatus.Header, out var values) ? string.Join(", ", values) : null;
    }

    public sealed class OnCoherence(TestServers servers) : CatalogApi(servers)
    {
        protected override string Engine => "Coherence";
    }
}
