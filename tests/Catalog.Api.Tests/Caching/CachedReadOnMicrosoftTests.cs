using System.Net;
using AspireCache.TestSupport;
using Catalog.Api.Caching;
using Catalog.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Api.Tests.Caching;

public sealed class CachedReadOnMicrosoftTests(CachedReadOnMicrosoftTests.OnMicrosoft api)
    : CachedReadContract(api), IClassFixture<CachedReadOnMicrosoftTests.OnMicrosoft>
{
    [Fact]
    public async Task Get_Repeated_ComesFromTheCache()
    {
        var product = await api.CreateAsync(Sample.Input());
        await NameAsync(product.Id);
        await RenameBehindAsync(product.Id);

        Assert.Equal(product.Name, await NameAsync(product.Id));
    }

    [Fact]
    public async Task Get_RepeatedByAWriter_ComesFromTheCacheBelowTheAnswers()
    {
        var product = await api.CreateAsync(Sample.Input());
        await NameForWriterAsync(product.Id);
        await RenameBehindAsync(product.Id);

        Assert.Equal(product.Name, await NameForWriterAsync(product.Id));
    }

    [Fact]
    public async Task Get_IsMissing_IsAskedOfTheDatabaseOnce()
    {
        var product = await api.CreateAsync(Sample.Input());
        var sku = Sample.Sku();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(sku));
        await ChangeBehindAsync(product.Id, "sku", sku);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(sku));
    }

    [Fact]
    public async Task CatalogChanged_Everything_IsReadAnew()
    {
        var product = await api.CreateAsync(Sample.Input());
        await NameAsync(product.Id);
        await RenameBehindAsync(product.Id);

        await api.Services.GetRequiredService<ICatalogInvalidation>().CatalogChangedAsync(commit: null);

        Assert.Equal("Behind", await NameAsync(product.Id));
    }

    public sealed class OnMicrosoft(TestServers servers) : CatalogApi(servers)
    {
        protected override string Engine => "Microsoft";
    }
}
