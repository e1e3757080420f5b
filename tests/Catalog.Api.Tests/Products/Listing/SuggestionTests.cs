using Catalog.Api.Tests.Hosting;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Products.Listing;

/// <summary>What a search box offers, and in which order.</summary>
public sealed class SuggestionTests(SuggestionTests.Shop shop) : IClassFixture<SuggestionTests.Shop>
{
    [Theory]
    [InlineData("kett")]
    [InlineData("ketTLE")]
    [InlineData("k")]
    [InlineData("electric kett")]
    [InlineData("kettle e")]
    public async Task Suggest_OnTheSampleCatalogue_OffersWhatHasTheWords(string typed)
    {
        foreach (var limit in new[] { 5, 8, 20 })
        {
            var offered = await shop.SuggestAsync(typed, limit);

            Assert.NotEmpty(offered);
            var words = typed.ToLowerInvariant().Split(' ');
            Assert.All(offered, suggestion => Assert.All(words, word => Assert.Contains(" " + word, " " + Fold(suggestion.Text), StringComparison.Ordinal)));
            var begins = offered.Select(suggestion => Fold(suggestion.Text).StartsWith(typed.ToLowerInvariant(), StringComparison.Ordinal)).ToArray();
            Assert.Equal(begins.OrderDescending(), begins);
        }
    }

    [Fact]
    public async Task Suggest_Begun_OffersFirstWhatBeginsSo()
    {
        var offered = await shop.SuggestAsync("zwie");

        Assert.Equal(["Zwieback", "Zwieback Tin", "Zwieback Classic", "Golden Zwieback"], offered.Select(suggestion => suggestion.Text));
        Assert.Equal(
            [SuggestionKind.Category, SuggestionKind.Brand, SuggestionKind.Product, SuggestionKind.Product],
            offered.Select(suggestion => suggestion.Kind));
    }

    [Fact]
    public async Task Suggest_WholeSku_OffersItsProduct() =>
        Assert.Equal(["Golden Zwieback"], (await shop.SuggestAsync("ZW-77")).Select(suggestion => suggestion.Text));

    [Theory]
    [InlineData("zwi%")]
    [InlineData("_wie")]
    [InlineData("wieback")]
    [InlineData("zwieb rusk")]
    public async Task Suggest_WhatNoNameHas_OffersNothingElse(string typed) =>
        Assert.All(await shop.SuggestAsync(typed), suggestion => Assert.Contains("zwi", Fold(suggestion.Text), StringComparison.Ordinal));

    private static string Fold(string text) => string.Join(' ', text.ToLowerInvariant().Split([' ', '-', '/', '&'], StringSplitOptions.RemoveEmptyEntries));

    public sealed class Shop(AspireCache.TestSupport.TestServers servers) : CatalogApi(servers), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await this.CreateAsync(Sample.Input(name: "Zwieback Classic") with { Brand = "Zwieback Tin", Category = "Zwieback" });
            await this.CreateAsync(Sample.Input("ZW-77", "Golden Zwieback"));
            // Found by the words, but not offered: nothing of it says why.
            await this.CreateAsync(Sample.Input(name: "Rusk") with { Category = "Zwieback", Description = "A zwieback of sorts.", Tags = ["zwieback"] });
        }

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Catalog:SampleData", "true");
    }
}
