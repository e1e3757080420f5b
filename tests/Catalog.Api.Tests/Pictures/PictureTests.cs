using System.Net;
using System.Xml.Linq;
using Catalog.Api.Pictures;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Pictures;

public sealed class PictureTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_NoImageLink_IsDrawnAndCanBeKept()
    {
        var product = await api.CreateAsync(Sample.Input() with { Category = "Home > Kettles" });
        var address = $"{Sample.Products}/{product.Id}/picture";

        using var response = await api.Anonymous.GetAsync(address, Cancellation);

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.Public);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await api.Anonymous.SendAsync(again, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Get_HasImageLink_LeadsThere()
    {
        var product = await api.CreateAsync(Sample.Input() with { ImageLink = "https://example.com/kettle.jpg" });

        using var response = await api.Anonymous.GetAsync($"{Sample.Products}/{product.Id}/picture", Cancellation);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("https://example.com/kettle.jpg", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("Kettle, 1.2 L", "Home > Kitchen")]
    [InlineData("</title><script>alert(1)</script>", "<b> & \"quotes\"")]
    [InlineData("\u0001\ufffe\ud800 odd", "")]
    [InlineData("🍎", "日本 > 🍏")]
    [InlineData("A name", "A category whose name is really very long indeed and goes on & on & on")]
    public void Draw_AnyText_IsWellFormedAndWithoutScript(string name, string categories)
    {
        var svg = PictureArtist.Draw(name, categories.Split(" > ", StringSplitOptions.RemoveEmptyEntries));

        var picture = XDocument.Parse(svg);
        Assert.DoesNotContain(picture.Descendants(), element => element.Name.LocalName == "script");
        Assert.All(picture.Descendants().Where(element => element.Name.LocalName == "text"), text => Assert.InRange(text.Value.Length, 1, 30));
        Assert.DoesNotContain("class=", svg, StringComparison.Ordinal);
        Assert.Equal(svg, PictureArtist.Draw(name, categories.Split(" > ", StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("kettle", "Electric Kettles")]
    [InlineData("coffee", "Coffee Beans")]
    [InlineData("watering", "Watering Cans")]
    [InlineData("dog", "Dog Food")]
    [InlineData("milk", "Chocolate Milk")]
    [InlineData("chair", "", "Swivel Chair")]
    [InlineData(null, "Zzz", "Qqq")]
    public void Find_Texts_TakesTheMostParticularWord(string? motif, params string[] texts) => Assert.Equal(motif, Motifs.Find(texts)?.Name);
}
