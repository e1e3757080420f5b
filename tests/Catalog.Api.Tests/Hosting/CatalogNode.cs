using AspireCache.TestSupport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Catalog.Api.Tests.Hosting;

/// <summary>One replica of several that share a database and a cache, on Coherence.</summary>
internal sealed class CatalogNode(TestServers servers, string database, string domain, params (string Key, string Value)[] settings) : CatalogApi(servers)
{
    public FakeLogCollector Logs => Services.GetRequiredService<FakeLogCollector>();

    protected override string Engine => "Coherence";

    protected override bool OwnsDatabase => false;

    public static async Task<CatalogNode> StartAsync(TestServers servers, string database, string domain, params (string Key, string Value)[] settings)
    {
        var node = new CatalogNode(servers, database, domain, settings);
        await node.InitializeAsync();
        return node;
    }

    protected override Task<string> CreateDatabaseAsync() => Task.FromResult(database);

    protected override void Configure(IWebHostBuilder host)
    {
        host.UseSetting("Cache:Domain", domain);
        host.UseSetting("Cache:DetachedAfter", "00:00:10");
        host.UseSetting("Logging:LogLevel:AspireCache", "Information");
        foreach (var (key, value) in settings)
            host.UseSetting(key, value);
        host.ConfigureLogging(static logging => logging.ClearProviders().AddFakeLogging());
    }
}
