using System.Net;
using Catalog.Contracts.Products;
using Web.Frontend.Formatting;

namespace Web.Frontend.Tests.Endpoints;

public sealed class LiveProductTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private readonly Browser _browser = factory.OpenBrowser();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OfAProduct_NamesItsStreamAndWhatItShows()
    {
        var product = factory.Api.Products.All[0];

        var html = await _browser.HtmlAsync(SiteUrl.Product(product.Id, product.Name));

        // More attributes may follow: one marks the elements that the component's own style sheet is for.
        Assert.Matches($"<live-product data-source=\"/live/products/{product.Id}\" data-version=\"{product.Version}\"[ >]", html);
        Assert.Matches("live-product(\\.[a-z0-9]+)?\\.js", html);
    }

    [Fact]
    public async Task Follow_Changes_BeginsWithTheProductAndSaysThemAsThePageDoes()
    {
        var product = factory.Api.Products.All[0];
        factory.Api.Changes.Write(product.Id, "id: 1-1-00000\n\n");
        factory.Api.Changes.Write(product.Id, $$"""
            event: product
            id: 1-2-00000
            data: {"id":{{product.Id}},"sku":"S","version":9,"kind":"updated","price":{"amount":1234.5,"currency":"USD"},"stock":3,"availability":"in_stock"}


            """);
        factory.Api.Changes.Write(product.Id, ": still here\nid: 1-2-00000\n\n");
        factory.Api.Changes.End(product.Id);

        var text = await _browser.Http.GetStringAsync(new Uri($"/live/products/{product.Id}", UriKind.Relative), Ct);

        Assert.StartsWith($"event: product\ndata: {{\"version\":{product.Version},", text, StringComparison.Ordinal);
        Assert.Contains(
            "event: product\nid: 1-2-00000\ndata: {\"version\":9,\"price\":\"$1,234.50\",\"availability\":\"In stock\",\"tone\":\"good\",\"stock\":\"Only 3 left\",\"isDeleted\":false}\n\n",
            text, StringComparison.Ordinal);
        // What keeps connections alive, and the place to come back to, pass through.
        Assert.EndsWith(": still here\nid: 1-2-00000\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_Reload_IsTheProductAsItIsNow()
    {
        var product = factory.Api.Products.All[1];
        factory.Api.Changes.Write(product.Id, "event: reload\nid: 1-3-00000\ndata: {\"reason\":\"Many\"}\n\n");
        factory.Api.Changes.End(product.Id);

        var text = await _browser.Http.GetStringAsync(new Uri($"/live/products/{product.Id}", UriKind.Relative), Ct);

        Assert.Equal(3, text.Split("event: product\n").Length);
    }

    [Fact]
    public async Task Follow_LastEventId_IsPassedOn()
    {
        var product = factory.Api.Products.All[2];
        factory.Api.Changes.End(product.Id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/live/products/{product.Id}");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", "1-2-00003");

        using var response = await _browser.Http.SendAsync(request, Ct);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var asked = factory.Api.Requests.Single(one => one.Url == $"/api/v1/changes?product={product.Id}");
        Assert.Equal("1-2-00003", asked.Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Follow_ApiRefuses_IsRefused()
    {
        await using var alone = new FrontendFactory();
        await alone.InitializeAsync();
        alone.Api.Changes.Refusal = (int)HttpStatusCode.ServiceUnavailable;

        using var response = await alone.OpenBrowser().GetAsync("/live/products/1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory]
    [InlineData(Availability.InStock, 3, "Only 3 left", "good")]
    [InlineData(Availability.InStock, 1200, "1,200 available", "good")]
    [InlineData(Availability.InStock, 0, null, "good")]
    [InlineData(Availability.OutOfStock, 5, null, "bad")]
    [InlineData(Availability.Preorder, 5, null, "warn")]
    public void StockText_OfAProduct_SaysWhatMatters(Availability availability, int stock, string? left, string tone)
    {
        Assert.Equal(left, StockText.Left(availability, stock));
        Assert.Equal(tone, StockText.Tone(availability));
    }
}
