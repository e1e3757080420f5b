using System.Text;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using StackExchange.Redis;

namespace Catalog.Api.Tests.Caching;

public sealed class SensitiveCatalogTests(SensitiveCatalogTests.Sensitive api) : IClassFixture<SensitiveCatalogTests.Sensitive>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_NamespaceIsSensitive_ServesFromRedisThatHoldsNothingReadable()
    {
        await api.AttachedAsync();
        var product = await api.CreateAsync(Sample.Input(name: $"Secret {Guid.NewGuid():N}"));
        foreach (var client in (HttpClient[])[api.Anonymous, api.Writer])
            using (var read = await client.GetAsync($"{Sample.Products}/{product.Id}", Cancellation))
                Assert.Equal(product.Name, (await read.ReadProductAsync()).Name);

        await using var connection = await ConnectionMultiplexer.ConnectAsync(api.Redis);
        var entries = 0;
        await foreach (var key in connection.GetServers().Single().KeysAsync(pattern: "*"))
        {
            if (await connection.GetDatabase().KeyTypeAsync(key) != RedisType.String)
                continue;
            if (key.ToString().StartsWith($"{api.Domain}:v:h:", StringComparison.Ordinal))
                entries++;
            var value = (byte[])(await connection.GetDatabase().StringGetAsync(key))!;
            Assert.Equal(-1, value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(product.Name)));
        }

        Assert.Equal(1, entries);
    }

    public sealed class Sensitive(TestServers servers) : CatalogApi(servers)
    {
        private readonly TemporaryFolder _keys = new();

        public string Domain { get; } = $"{Guid.NewGuid():N}";

        public string Redis => RedisConnectionString;

        protected override string Engine => "Coherence";

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _keys.Dispose();
            GC.SuppressFinalize(this);
        }

        protected override void Configure(IWebHostBuilder host)
        {
            host.UseSetting("Cache:Domain", Domain);
            host.UseSetting("Cache:Defaults:Sensitive", "true");
            host.UseSetting("Cache:NameKey", "a secret of more than thirty-two characters");
            host.UseSetting("DataProtection:KeysDirectory", _keys.Path);
        }
    }
}
