using System.Net;

namespace Web.Frontend.Tests.Pages;

public sealed class PictureTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private readonly Browser _browser = factory.OpenBrowser();

    [Fact]
    public async Task Picture_Known_IsPassedOnWithItsCacheHeaders()
    {
        using var response = await _browser.GetAsync("/pictures/1");

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("\"p1\"", response.Headers.ETag!.Tag);
        Assert.Equal(TimeSpan.FromMinutes(5), response.Headers.CacheControl!.MaxAge);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Picture_WithItsVersion_IsCachedForADay()
    {
        using var response = await _browser.GetAsync("/pictures/1?v=1");

        Assert.Equal(TimeSpan.FromDays(1), response.Headers.CacheControl!.MaxAge);
    }

    [Fact]
    public async Task Picture_SameTag_IsNotSentAgain()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pictures/1");
        request.Headers.Add("If-None-Match", "\"p1\"");
        using var response = await _browser.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal("\"p1\"", response.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Picture_Elsewhere_RedirectsTheBrowserAndFetchesNothing()
    {
        factory.Api.Products.Change(4, product => product with { ImageLink = "https://pictures.test/4.jpg" });

        using var response = await _browser.GetAsync("/pictures/4");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("https://pictures.test/4.jpg", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Picture_OfNoProduct_Answers404WithAQuietPicture()
    {
        using var response = await _browser.GetAsync("/pictures/99999");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }
}
