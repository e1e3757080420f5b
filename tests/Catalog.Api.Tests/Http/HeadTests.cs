using System.Net;
using Catalog.Api.Tests.Hosting;
using Catalog.Api.Tests.Imports;

namespace Catalog.Api.Tests.Http;

public sealed class HeadTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/products?limit=1")]
    [InlineData("/api/v1/products/suggestions?q=a")]
    [InlineData("/api/v1/categories")]
    [InlineData("/api/v1/brands?limit=1")]
    [InlineData("/api/v1/products/999999999")]
    [InlineData("/api/v1/products?limit=0")]
    [InlineData("/api/v1/imports")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    [InlineData("/health")]
    public async Task Head_OfAnyAddress_AnswersAsGetWithoutBody(string address)
    {
        using var got = await api.Anonymous.GetAsync(address, Cancellation);
        using var response = await HeadAsync(api.Anonymous, address);

        Assert.Equal((got.StatusCode, got.Content.Headers.ContentType), (response.StatusCode, response.Content.Headers.ContentType));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Head_OfAProduct_HasItsTagAndLeavesTheBodyToGet()
    {
        var product = await api.CreateAsync(Sample.Input());

        using var head = await HeadAsync(api.Anonymous, $"{Sample.Products}/{product.Id}");
        using var got = await api.Anonymous.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);

        Assert.Equal("\"1\"", head.Headers.ETag?.Tag);
        Assert.Equal(product.Sku, (await got.ReadProductAsync()).Sku);
    }

    [Fact]
    public async Task Head_OfAnEventStream_EndsAtOnce()
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync($"insert into imports (id, format, mode, dry_run, heartbeat_at) values ('{id}', 'csv', 'atomic', false, now() + interval '1 h')");

        using var response = await HeadAsync(api.Writer, $"/api/v1/imports/{id}/events");

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        await api.Database.ExecuteAsync($"delete from imports where id = '{id}'");
    }

    private static async Task<HttpResponseMessage> HeadAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        return await client.SendAsync(request, Cancellation);
    }
}
