using System.IO.Compression;
using System.Net;
using System.Text;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Http;

/// <summary>Headers, encodings and conditions of answers that may be kept.</summary>
public sealed class AnswerTests(AnswerTests.WithCors api) : IClassFixture<AnswerTests.WithCors>
{
    private const string Shop = "https://shop.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Addresses => [Sample.Products, $"{Sample.Products}?q=nothing", "/api/v1/categories", "/api/v1/brands"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Get_List_HasATagAndIsChecked(string address)
    {
        using var whole = await GetAsync(address);
        using var known = await GetAsync(address, ("If-None-Match", whole.Headers.ETag!.ToString()));
        using var unknown = await GetAsync(address, ("If-None-Match", "\"other\""));

        Assert.Equal("no-cache", whole.Headers.CacheControl?.ToString());
        Assert.Contains("Accept-Encoding", whole.Headers.Vary);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (known.StatusCode, unknown.StatusCode));
        Assert.Equal(whole.Headers.ETag, known.Headers.ETag);
        Assert.Contains("Accept-Encoding", known.Headers.Vary);
        Assert.Empty(await known.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Get_EncodingIsAccepted_IsSentInIt(string encoding)
    {
        var product = await api.CreateAsync(Sample.Input());
        var address = $"{Sample.Products}/{product.Id}";
        var plain = await (await GetAsync(address)).Content.ReadAsStringAsync(Cancellation);

        for (var i = 0; i < 3; i++)
        {
            using var encoded = await GetAsync(address, ("Accept-Encoding", encoding));
            Assert.Equal(encoding, encoded.Content.Headers.ContentEncoding.Single());
            Assert.Equal($"\"1-{encoding}\"", encoded.Headers.ETag!.ToString());
            await using var body = await encoded.Content.ReadAsStreamAsync(Cancellation);
            await using Stream decoded = encoding is "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
            using var reader = new StreamReader(decoded, Encoding.UTF8);
            Assert.Equal(plain, await reader.ReadToEndAsync(Cancellation));
        }

        using var same = await GetAsync(address, ("Accept-Encoding", encoding), ("If-None-Match", $"\"1-{encoding}\""));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var other = await GetAsync(address, ("If-None-Match", $"\"1-{encoding}\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("\"1-br\"", HttpStatusCode.OK)]
    [InlineData("\"1-gzip\"", HttpStatusCode.OK)]
    [InlineData("W/\"1-gzip\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"2-br\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"1-zstd\"", HttpStatusCode.PreconditionFailed)]
    public async Task Patch_TagOfAnEncodedAnswer_NamesTheSameVersion(string tag, HttpStatusCode expected)
    {
        var product = await api.CreateAsync(Sample.Input());

        using var changed = await api.PatchAsync(product.Id, tag, """{ "stock": 7 }""");

        Assert.Equal(expected, changed.StatusCode);
    }

    [Fact]
    public async Task Patch_NoCondition_SaysWhatItsStatusMeans()
    {
        var product = await api.CreateAsync(Sample.Input());

        using var refused = await api.PatchAsync(product.Id, null, """{ "stock": 7 }""");

        var problem = await Problem.ReadAsync(refused, HttpStatusCode.PreconditionRequired);
        Assert.Equal("https://tools.ietf.org/html/rfc6585#section-3", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Get_Root_SaysWhereThingsAre()
    {
        using var index = await GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, index.StatusCode);
        Assert.Contains("/docs", await index.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_FromAnotherSite_IsAllowedOnlyWhereItIsConfigured()
    {
        for (var i = 0; i < 3; i++)
        {
            using var nobody = await GetAsync(Sample.Products);
            using var allowed = await GetAsync(Sample.Products, ("Origin", Shop));
            using var other = await GetAsync(Sample.Products, ("Origin", "https://other.example"));

            Assert.False(nobody.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal(Shop, allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Contains("ETag", allowed.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
            Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.All((HttpResponseMessage[])[nobody, allowed, other], answer => Assert.Contains("Origin", answer.Headers.Vary));
        }
    }

    [Theory]
    [InlineData("https://shop.example/")]
    [InlineData("shop.example")]
    [InlineData("ftp://shop.example")]
    public async Task Start_OriginIsNone_IsRefusedWithWhatOneLooksLike(string origin)
    {
        var refused = await RefusedStart.WithAsync(api.Shared, ("Cors:Origins:0", origin));

        Assert.Contains("Cors:Origins", refused.Message, StringComparison.Ordinal);
        Assert.Contains("https://shop.example", refused.Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await api.Anonymous.SendAsync(request, Cancellation);
    }

    public sealed class WithCors(TestServers servers) : CatalogApi(servers)
    {
        public TestServers Shared => Servers;

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Cors:Origins:0", Shop);
    }
}
