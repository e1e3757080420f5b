using System.Net;
using Catalog.Contracts.Products;

namespace Web.Frontend.Tests.Pages;

public sealed class StorefrontTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private readonly Browser _browser = factory.OpenBrowser();

    [Fact]
    public async Task Home_Catalogue_ShowsDepartmentsAndNewest()
    {
        var text = Browser.Visible(await _browser.HtmlAsync("/"));

        Assert.Contains("Home & Kitchen", text);
        Assert.Contains("Kettles · Cookware", text);
        Assert.Contains("Marble run, size 4", text);
    }

    [Fact]
    public async Task Products_Filters_ShowsChipsAndNarrowedTotal()
    {
        var html = await _browser.HtmlAsync("/products?brand=Northwick&inStock=true&sort=price_desc");

        Assert.Contains("aria-label=\"Remove filter Brand: Northwick\"", html);
        Assert.Contains("href=\"/products?brand=Northwick&amp;sort=price_desc\"", html);
        Assert.Contains("Clear all", html);
        var expected = factory.Api.Products.All.Count(p => p.Brand == "Northwick" && p.Availability is Availability.InStock);
        Assert.Contains($"{expected} products", Browser.Visible(html));
    }

    [Fact]
    public async Task Products_NextPage_ShowsOtherProductsAndAWayBack()
    {
        var first = await _browser.HtmlAsync("/products");
        Assert.Contains("href=\"/products?cursor=24\" rel=\"next\"", first);

        var second = await _browser.HtmlAsync("/products?cursor=24");
        Assert.Contains("rel=\"prev\"", second);
    }

    [Fact]
    public async Task Products_CursorOfNoUse_GoesToTheFirstPage()
    {
        using var response = await _browser.GetAsync("/products?brand=Northwick&cursor=broken");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith("/products?brand=Northwick", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Products_NothingMatches_OffersToTakeFiltersOff()
    {
        var html = await _browser.HtmlAsync("/products?brand=Northwick&tag=nothing-has-this");

        Assert.Contains("Nothing matches", html);
        Assert.Contains("Without “Tag: nothing-has-this”", Browser.Visible(html));
    }

    [Fact]
    public async Task Search_Words_AreShownAsText()
    {
        var html = await _browser.HtmlAsync("/search?q=" + Uri.EscapeDataString("<script>alert(1)</script>"));

        Assert.DoesNotContain("<script>alert", html);
        Assert.Contains("No product has to do with", html);
    }

    [Fact]
    public async Task Category_Path_ShowsBreadcrumbsAndChildren()
    {
        var parent = await _browser.HtmlAsync("/c/home-kitchen");
        Assert.Contains("href=\"/c/home-kitchen/kettles\"", parent);

        var child = Browser.Visible(await _browser.HtmlAsync("/c/home-kitchen/kettles"));
        Assert.Contains("Home Home & Kitchen Kettles", child);
    }

    [Fact]
    public async Task Brand_NameWithSlash_IsFound()
    {
        var text = Browser.Visible(await _browser.HtmlAsync("/brands/Tarn/Hollow"));

        Assert.Contains("Tarn/Hollow", text);
    }

    [Fact]
    public async Task Product_Page_HasStructuredDataAndCanonicalAddress()
    {
        var html = await _browser.HtmlAsync("/p/2/stovetop-kettle-size-2");

        Assert.Contains("<link rel=\"canonical\" href=\"http://shop.test/p/2/stovetop-kettle-size-2\"", html);
        Assert.Contains("\"@type\":\"Product\"", html);
        Assert.Contains("\"priceCurrency\":\"USD\"", html);
        Assert.Contains("$9.49", html);
        Assert.Contains("Dishwasher safe", html);
    }

    [Theory]
    [InlineData("/p/2")]
    [InlineData("/p/2/its-old-name")]
    public async Task Product_OtherSlug_MovesPermanently(string url)
    {
        using var response = await _browser.GetAsync(url);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal("/p/2/stovetop-kettle-size-2", response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("/p/99999/none")]
    [InlineData("/c/no/such/category")]
    [InlineData("/brands/Nobody")]
    [InlineData("/nothing/here")]
    [InlineData("/error")]
    [InlineData("/status/500")]
    public async Task Page_ThatIsNotThere_Answers404WithAPage(string url)
    {
        var html = await _browser.HtmlAsync(url, HttpStatusCode.NotFound);

        Assert.Contains("There is nothing at this address.", html);
    }

    [Theory]
    [InlineData("/products", HttpStatusCode.OK)]
    [InlineData("/pictures/1", HttpStatusCode.OK)]
    [InlineData("/p/99999/none", HttpStatusCode.NotFound)]
    public async Task Page_AskedByHead_AnswersWithoutABody(string url, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using var response = await _browser.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("", await Browser.TextAsync(response));
    }

    [Fact]
    public async Task Suggestions_Text_LeadToPages()
    {
        var json = await _browser.HtmlAsync("/search/suggestions?q=hand");

        Assert.Contains("\"kind\":\"Product\"", json);
        Assert.Contains("/hand-trowel-size-1\"", json);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/products")]
    [InlineData("/p/2/stovetop-kettle-size-2")]
    public async Task Page_Html_HasNoInlineStyleOrScript(string url)
    {
        var html = await _browser.HtmlAsync(url);

        Assert.DoesNotContain(" style=", html);
        Assert.DoesNotContain("<style", html);
        Assert.DoesNotMatch("<script(?![^>]*(src=|application/ld))", html);
        Assert.DoesNotMatch(" on(click|load|submit|change)=", html);
    }

    [Fact]
    public async Task Visitor_Address_IsPassedOn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/p/3/" + Uri.EscapeDataString("stovetop-kettle-size-3"));
        request.Headers.Add(Browser.AddressHeader, "198.51.100.23");
        using var response = await _browser.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains(factory.Api.Requests, sent =>
            sent.Url == "/api/v1/products/3" && sent.Headers["X-Forwarded-For"] == "198.51.100.23" && !sent.Headers.ContainsKey("Authorization"));
    }
}
