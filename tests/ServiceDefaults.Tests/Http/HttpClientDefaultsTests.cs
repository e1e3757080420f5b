using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCache.ServiceDefaults.Tests.Http;

public sealed class HttpClientDefaultsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", false)]
    public async Task Send_TheServerFailsOnce_OnlySafeMethodsAreRepeated(string method, bool repeated)
    {
        var server = new Server();
        using var host = Build(server);
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("test");
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://127.0.0.1/");

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(repeated ? 2 : 1, server.Requests.Count);
        Assert.Equal(repeated ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Send_TheNameOfAService_IsResolvedFromTheConfiguration()
    {
        var server = new Server();
        using var host = Build(server, ("services:catalog-api:http:0", "http://127.0.0.1:5001"));
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("test");

        using var response = await client.GetAsync(new Uri("http://catalog-api/products"), Token);

        Assert.All(server.Requests, uri => Assert.Equal(new Uri("http://127.0.0.1:5001/products"), uri));
    }

    private static IHost Build(Server server, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("test").ConfigurePrimaryHttpMessageHandler(() => server);
        // Repeating at once: the waits between are the library's own matter.
        builder.Services.ConfigureAll<Microsoft.Extensions.Http.Resilience.HttpStandardResilienceOptions>(options => options.Retry.Delay = TimeSpan.Zero);
        return builder.Build();
    }

    private sealed class Server : HttpMessageHandler
    {
        public List<Uri> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request.RequestUri!);
            return Task.FromResult(new HttpResponseMessage(Requests.Count == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
        }
    }
}
