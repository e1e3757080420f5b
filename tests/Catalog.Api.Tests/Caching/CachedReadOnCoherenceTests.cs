using AspireCache.Coherence;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Api.Tests.Caching;

public sealed class CachedReadOnCoherenceTests(CachedReadOnCoherenceTests.OnCoherence api)
    : CachedReadContract(api), IClassFixture<CachedReadOnCoherenceTests.OnCoherence>
{
    [Fact]
    public void Engine_Coherence_IsBehindHybridCache() =>
        Assert.IsType<CoherentHybridCache>(api.Services.GetRequiredService<HybridCache>());

    [Fact]
    public async Task Get_ChangedThroughAnotherReplica_ShowsIt()
    {
        await using var other = new Replica(api);
        await other.InitializeAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var product = await api.CreateAsync(Sample.Input());
        using (await api.Writer.GetAsync($"{Sample.Products}/{product.Id}", cancellation))
        using (await other.Writer.GetAsync($"{Sample.Products}/{product.Id}", cancellation))
        {
        }

        await api.PatchAsync(product.Id, "\"1\"", """{ "name": "Changed" }""");

        // The event is on its way to the other replica; its memory alone would keep the old name for minutes.
        string name;
        do
        {
            using var read = await other.Writer.GetAsync($"{Sample.Products}/{product.Id}", cancellation);
            name = (await read.ReadProductAsync()).Name;
        }
        while (name != "Changed");
    }

    public class OnCoherence(TestServers servers) : CatalogApi(servers)
    {
        public TestServers Shared => Servers;

        public string Domain { get; } = $"{Guid.NewGuid():N}";

        public string ConnectionString { get; private set; } = "";

        protected override string Engine => "Coherence";

        protected override async Task<string> CreateDatabaseAsync() => ConnectionString = await base.CreateDatabaseAsync();

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Cache:Domain", Domain);
    }

    private sealed class Replica(OnCoherence first) : CatalogApi(first.Shared)
    {
        protected override string Engine => "Coherence";

        protected override Task<string> CreateDatabaseAsync() => Task.FromResult(first.ConnectionString);

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Cache:Domain", first.Domain);
    }
}
