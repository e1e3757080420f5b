using System.Net;
using System.Net.Http.Json;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using Catalog.Api.Tests.Hosting;
using Catalog.Api.Tests.Imports;
using Catalog.Contracts;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Tests.Faults;

/// <summary>
/// The connection breaks between COMMIT and its answer. A deferred trigger holds the commit at a lock of the test, so that
/// it can be let through or undone once nobody hears its answer any more.
/// </summary>
public sealed class UnknownOutcomeTests(UnknownOutcomeTests.Proxied api) : IClassFixture<UnknownOutcomeTests.Proxied>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_CommitNotAnswered_SentAgainWithItsKeyIsThereOnce(bool committed)
    {
        var input = Sample.Input();
        var key = Guid.NewGuid().ToString();

        using (var first = await WithCommitCutAsync(() => PostAsync(input, key), committed))
        {
            var problem = await Problem.ReadAsync(first, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("Idempotency-Key", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.NotNull(first.Headers.RetryAfter);
        }

        Assert.Equal(committed ? 1 : 0, await CountAsync(input.Sku!));
        using var second = await PostAsync(input, key);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(committed, second.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, await CountAsync(input.Sku!));
        Assert.Equal(input.Sku, (await second.ReadProductAsync()).Sku);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_CommitNotAnswered_WithoutKeyTheSkuTells(bool committed)
    {
        var input = Sample.Input();

        using (var first = await WithCommitCutAsync(() => PostAsync(input, key: null), committed))
            await Problem.ReadAsync(first, HttpStatusCode.ServiceUnavailable);

        using var second = await PostAsync(input, key: null);
        Assert.Equal(committed ? HttpStatusCode.Conflict : HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(1, await CountAsync(input.Sku!));
    }

    [Theory]
    [InlineData("PUT", true)]
    [InlineData("PUT", false)]
    [InlineData("PATCH", true)]
    [InlineData("PATCH", false)]
    public async Task Change_CommitNotAnswered_TheVersionTells(string method, bool committed)
    {
        var product = await api.CreateAsync(Sample.Input());
        Task<HttpResponseMessage> Change() => method == "PUT"
            ? api.ChangeAsync(HttpMethod.Put, product.Id, "\"1\"", $$"""{ "sku": "{{product.Sku}}", "name": "Changed", "price": { "amount": 1, "currency": "EUR" } }""")
            : api.PatchAsync(product.Id, "\"1\"", """{ "name": "Changed" }""");

        using (var first = await WithCommitCutAsync(Change, committed))
        {
            var problem = await Problem.ReadAsync(first, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("its version tells", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var read = await api.Writer.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);
        Assert.Equal(committed ? "\"2\"" : "\"1\"", read.Headers.ETag?.Tag);
        using var second = await Change();
        Assert.Equal(committed ? HttpStatusCode.PreconditionFailed : HttpStatusCode.OK, second.StatusCode);
        using var last = await api.Writer.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);
        Assert.Equal((2, "Changed"), ((await last.ReadProductAsync()) is var now ? now.Version : 0, now.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_CommitNotAnswered_SentAgainTells(bool committed)
    {
        var product = await api.CreateAsync(Sample.Input());

        using (var first = await WithCommitCutAsync(() => api.ChangeAsync(HttpMethod.Delete, product.Id, "\"1\""), committed))
        {
            var problem = await Problem.ReadAsync(first, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("404 says", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var second = await api.ChangeAsync(HttpMethod.Delete, product.Id, "\"1\"");
        Assert.Equal(committed ? HttpStatusCode.NotFound : HttpStatusCode.NoContent, second.StatusCode);
        using var read = await api.Writer.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    /// <summary>Cuts the connection while Postgres is committing, then has the commit finish or undone.</summary>
    private async Task<HttpResponseMessage> WithCommitCutAsync(Func<Task<HttpResponseMessage>> write, bool committed)
    {
        const string Committing =
            "from pg_stat_activity where datname = current_database() and wait_event = 'advisory' and query ilike 'commit%'";
        await using var direct = NpgsqlDataSource.Create(api.DirectConnectionString);
        await using var holder = await direct.OpenConnectionAsync(Cancellation);
        await using var gate = await holder.BeginTransactionAsync(Cancellation);
        await using (var take = new NpgsqlCommand("select pg_advisory_xact_lock(4711)", holder))
            await take.ExecuteNonQueryAsync(Cancellation);

        var writing = write();
        await direct.UntilAsync($"select exists (select {Committing})");
        var backend = await direct.ScalarAsync<int>($"select pid {Committing}");
        api.Proxy.CutConnections();
        var response = await writing;

        // The answer is out; only now is it decided what it could not tell.
        if (!committed)
            await direct.ExecuteAsync($"select pg_terminate_backend({backend}, 30000)");
        await gate.RollbackAsync(Cancellation);
        await direct.UntilAsync($"select not exists (select from pg_stat_activity where pid = {backend})");
        return response;
    }

    private async Task<HttpResponseMessage> PostAsync(ProductInput input, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Sample.Products) { Content = JsonContent.Create(input, options: CatalogJson.Options) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await api.Writer.SendAsync(request, Cancellation);
    }

    private async Task<long> CountAsync(string sku)
    {
        await using var direct = NpgsqlDataSource.Create(api.DirectConnectionString);
        return await direct.ScalarAsync<long>($"select count(*) from products where sku = '{sku}'");
    }

    /// <summary>An API whose way to Postgres leads through a proxy.</summary>
    public sealed class Proxied(TestServers servers) : CatalogApi(servers), IAsyncLifetime
    {
        public FaultProxy Proxy { get; private set; } = null!;

        public string DirectConnectionString { get; private set; } = "";

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Database.ExecuteAsync("""
                create function hold_commit() returns trigger language plpgsql as $$
                begin perform pg_advisory_xact_lock_shared(4711); return null; end $$;
                create constraint trigger hold_commit after insert or update or delete on products
                  deferrable initially deferred for each row execute function hold_commit()
                """);
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Proxy.DisposeAsync();
        }

        protected override async Task<string> CreateDatabaseAsync()
        {
            DirectConnectionString = await base.CreateDatabaseAsync();
            var settings = new NpgsqlConnectionStringBuilder(DirectConnectionString);
            Proxy = FaultProxy.Start(settings.Port);
            settings.Host = "127.0.0.1";
            settings.Port = Proxy.Port;
            return settings.ConnectionString;
        }
    }
}
