using System.Net;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Catalog.Api.Tests.Faults;

/// <summary>Connections to the database stand, and nothing comes back on them.</summary>
public sealed class HungDatabaseTests(HungDatabaseTests.BehindAProxy api) : IClassFixture<HungDatabaseTests.BehindAProxy>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_DatabaseHangs_EndsWithAnAnswerAndGoesOnWhenItIsBack()
    {
        var product = await api.CreateAsync(Sample.Input());
        var address = $"{Sample.Products}/{product.Id}";

        api.Way.Hang(Flow.Both);
        try
        {
            // What was asked before it is known, and what is asked after.
            var waiting = Enumerable.Range(0, 20).Select(i => api.Anonymous.GetAsync($"{Sample.Products}?q=hang{i}", Cancellation)).ToArray();
            foreach (var answer in await Task.WhenAll(waiting))
                await UnavailableAsync(answer);
            for (var i = 0; i < 50; i++)
                using (var answer = await api.Anonymous.GetAsync($"{Sample.Products}?q=hung{i}", Cancellation))
                    await UnavailableAsync(answer);

            using var refused = await api.PatchAsync(product.Id, "*", """{ "stock": 7 }""");
            await UnavailableAsync(refused);
        }
        finally
        {
            api.Way.Pass();
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await api.Anonymous.GetAsync(address, Cancellation);
                return answer.StatusCode == HttpStatusCode.OK && (await answer.ReadProductAsync()).Version == 1;
            },
            "reads go on");
        using var changed = await api.PatchAsync(product.Id, "\"1\"", """{ "stock": 7 }""");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    private static async Task UnavailableAsync(HttpResponseMessage answer)
    {
        var problem = await Problem.ReadAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("does not answer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
        // A failure is no hit.
        if (answer.Headers.TryGetValues("Cache-Status", out var status))
            Assert.DoesNotContain("hit", status.Single(), StringComparison.Ordinal);
    }

    public sealed class BehindAProxy(TestServers servers) : CatalogApi(servers)
    {
        public FaultProxy Way { get; private set; } = null!;

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Way.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        protected override async Task<string> CreateDatabaseAsync()
        {
            var direct = new NpgsqlConnectionStringBuilder(await base.CreateDatabaseAsync());
            Way = FaultProxy.Start(direct.Port);
            return new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = Way.Port }.ConnectionString;
        }

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Catalog:Database:HungAfter", "00:00:01");
    }
}
