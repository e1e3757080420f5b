using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Web.Frontend.Tests.Fakes;

namespace Web.Frontend.Tests;

/// <summary>The frontend in this process, over a fake API of its own.</summary>
public sealed class FrontendFactory : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private FakeCatalogApi? _api;

    public FakeCatalogApi Api => _api ?? throw new InvalidOperationException("Not started.");

    /// <summary>The write token that the frontend is given.</summary>
    public string? Token { get; init; } = FakeCatalogApi.Token;

    /// <summary>More settings for the frontend. It is patient by default: how busy a machine is should decide no test.</summary>
    public Dictionary<string, string?> Settings { get; } = new() { ["Catalog:Client:ReadTimeout"] = "00:01:00" };

    /// <summary>What the frontend logged so far.</summary>
    public IEnumerable<string> Logged => _log.Lines;

    public async ValueTask InitializeAsync() => _api = await FakeCatalogApi.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_api is not null)
            await _api.DisposeAsync();
    }

    /// <summary>A browser of its own: cookies, but no redirection followed.</summary>
    public Browser OpenBrowser() => new(this);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("services:catalog-api:http:0", Api.Address);
        builder.UseSetting("Catalog:WriteToken", Token);
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.AddProvider(_log));
        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new VisitorAddress()));
    }

    // In the test server nobody has an address: a test may say one.
    private sealed class VisitorAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(
                    context.Request.Headers.TryGetValue(Browser.AddressHeader, out var address) ? address.ToString() : "203.0.113.7");
                return following(context);
            });
            next(app);
        };
    }
}
