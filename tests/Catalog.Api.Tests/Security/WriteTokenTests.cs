using System.Net;
using System.Net.Http.Headers;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Security;

public sealed class WriteTokenTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/v1/products")]
    [InlineData("PUT", "/api/v1/products/1")]
    [InlineData("PATCH", "/api/v1/products/1")]
    [InlineData("DELETE", "/api/v1/products/1")]
    [InlineData("POST", "/api/v1/imports")]
    [InlineData("GET", "/api/v1/imports")]
    public async Task Write_WithoutToken_Answers401AndSaysWhatIsNeeded(string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        using var response = await api.Anonymous.SendAsync(request, Cancellation);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.Unauthorized);
        Assert.Contains("Authorization: Bearer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("Bearer realm=\"catalog\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Bearer", "wrong")]
    [InlineData("Bearer", CatalogApi.WriteToken + "x")]
    [InlineData("Basic", CatalogApi.WriteToken)]
    public async Task Write_WrongToken_Answers401InvalidToken(string scheme, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Sample.Products);
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);

        using var response = await api.Anonymous.SendAsync(request, Cancellation);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.Unauthorized);
        Assert.StartsWith("The write token is wrong.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithoutToken_IsOpen() =>
        Assert.Equal(HttpStatusCode.OK, (await api.Anonymous.GetAsync(Sample.Products, Cancellation)).StatusCode);
}
