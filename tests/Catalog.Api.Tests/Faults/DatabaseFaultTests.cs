using System.Net;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;

namespace Catalog.Api.Tests.Faults;

public sealed class DatabaseFaultTests(DatabaseFaultTests.Uncached api) : IClassFixture<DatabaseFaultTests.Uncached>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_EveryPooledConnectionBroke_IsAskedAgainUnseen()
    {
        var product = await api.CreateAsync(Sample.Input());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.ListAsync("limit=1")));
        await BreakConnectionsAsync();

        using var response = await api.Anonymous.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Write_ItsConnectionBreaks_Answers503AndChangesNothing()
    {
        var product = await api.CreateAsync(Sample.Input());
        await using var blocker = await api.Database.OpenConnectionAsync(Cancellation);
        await using (var hold = await blocker.BeginTransactionAsync(Cancellation))
        {
            await using var take = new NpgsqlCommand("select 1 from products where id = $1 for update", blocker) { Parameters = { new() { Value = product.Id } } };
            await take.ExecuteNonQueryAsync(Cancellation);
            var writing = api.PatchAsync(product.Id, "\"1\"", """{ "stock": 7 }""");
            await WaitForBlockedAsync();

            await BreakConnectionsAsync(blocker.ProcessID);

            var problem = await Problem.ReadAsync(await writing, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("Try again", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var response = await api.PatchAsync(product.Id, "\"1\"", """{ "stock": 7 }""");
        Assert.Equal("\"2\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Write_StatementRunsTooLong_Answers503()
    {
        var product = await api.CreateAsync(Sample.Input());
        await using var blocker = await api.Database.OpenConnectionAsync(Cancellation);
        await using var hold = await blocker.BeginTransactionAsync(Cancellation);
        await using var take = new NpgsqlCommand("select 1 from products where id = $1 for update", blocker) { Parameters = { new() { Value = product.Id } } };
        await take.ExecuteNonQueryAsync(Cancellation);

        using var response = await api.PatchAsync(product.Id, "\"1\"", """{ "stock": 7 }""");

        var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("too busy to answer in time", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Read_PoolIsExhausted_Answers503()
    {
        var held = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < Uncached.PoolSize; i++)
                held.Add(await api.Database.OpenConnectionAsync(Cancellation));

            using var response = await api.Anonymous.GetAsync($"{Sample.Products}?q=pool", Cancellation);

            await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            foreach (var connection in held)
                await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_DatabaseIsNotThere_AnswersUnavailableUntilItIs()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:catalogdb", "Host=127.0.0.1;Port=1;Username=nobody;Database=none");
            host.UseSetting("ConnectionStrings:cache", api.Redis);
            host.UseSetting("Logging:LogLevel:Default", "None");
        });
        using var client = factory.CreateClient();

        using var response = await client.GetAsync(Sample.Products, Cancellation);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("is starting", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alive", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("Coherence")]
    [InlineData("Microsoft")]
    public async Task Redis_IsNotThere_NothingFails(string engine)
    {
        await using var alone = new WithoutRedis(api.Shared, engine);
        await alone.InitializeAsync();

        var product = await alone.CreateAsync(Sample.Input());
        using var changed = await alone.PatchAsync(product.Id, "\"1\"", """{ "name": "Changed" }""");

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var read = await alone.Anonymous.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);
        Assert.Equal("Changed", (await read.ReadProductAsync()).Name);
        Assert.Equal(HttpStatusCode.OK, (await alone.Anonymous.GetAsync("/health", Cancellation)).StatusCode);
    }

    // Of the API's own connections, all but the one that does it and one more.
    private async Task BreakConnectionsAsync(int except = 0)
    {
        await using var source = NpgsqlDataSource.Create(api.ConnectionString);
        await using var command = source.CreateCommand(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid not in (pg_backend_pid(), $1) and backend_type = 'client backend'");
        command.Parameters.Add(new() { Value = except });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task WaitForBlockedAsync()
    {
        await using var source = NpgsqlDataSource.Create(api.ConnectionString);
        await using var command = source.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0");
        while ((long)(await command.ExecuteScalarAsync(Cancellation))! == 0)
            await Task.Yield();
    }

    public sealed class Uncached(TestServers servers) : CatalogApi(servers)
    {
        public const int PoolSize = 12;

        public TestServers Shared => Servers;

        public string Redis => RedisConnectionString;

        public string ConnectionString { get; private set; } = "";

        protected override async Task<string> CreateDatabaseAsync() => ConnectionString = new NpgsqlConnectionStringBuilder(await base.CreateDatabaseAsync())
        {
            MaxPoolSize = PoolSize,
            Timeout = 1,
            CommandTimeout = 2,
        }.ConnectionString;

        protected override void Configure(IWebHostBuilder host) => host.UseSetting("Cache:Enabled", "false");
    }

    private sealed class WithoutRedis(TestServers servers, string engine) : CatalogApi(servers)
    {
        protected override string Engine => engine;

        protected override string RedisConnectionString => "127.0.0.1:1,abortConnect=false,connectTimeout=200";
    }
}
