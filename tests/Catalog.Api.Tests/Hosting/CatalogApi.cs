using System.Net.Http.Headers;
using AspireCache.Coherence;
using AspireCache.TestSupport;
using Catalog.Api.Database;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Catalog.Api.Tests.Hosting;

/// <summary>
/// The API on a database of its own, with Redis, for the tests of one class: <c>IClassFixture&lt;CatalogApi&gt;</c>. Empty: no
/// sample data. Derive from it to set configuration.
/// </summary>
public class CatalogApi(TestServers servers) : IAsyncLifetime
{
    /// <summary>What <see cref="Writer"/> sends.</summary>
    public const string WriteToken = "a-token-for-tests-of-more-than-32-characters";

    private WebApplicationFactory<Program>? _factory;
    private string? _database;

    /// <summary>A client without credentials.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>A client that may write.</summary>
    public HttpClient Writer { get; private set; } = null!;

    public IServiceProvider Services => Factory.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Its cache, where the engine is Coherence.</summary>
    public CoherentHybridCache Cache => (CoherentHybridCache)Services.GetRequiredService<HybridCache>();

    protected TestServers Servers => servers;

    private WebApplicationFactory<Program> Factory => _factory ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        var database = _database = await CreateDatabaseAsync();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:catalogdb", database);
            host.UseSetting("ConnectionStrings:cache", RedisConnectionString);
            // A loaded machine must not make healthy servers look slow.
            host.UseSetting("Cache:RedisTimeout", "00:00:00.500");
            host.UseSetting("Catalog:Database:HungAfter", "00:00:20");
            host.UseSetting("Cache:Domain", $"{Guid.NewGuid():N}");
            host.UseSetting("Cache:Engine", Engine);
            host.UseSetting("Catalog:WriteToken", WriteToken);
            host.UseSetting("Catalog:SampleData", "false");
            host.UseSetting("Logging:LogLevel:Default", "Warning");
            host.UseSetting("Catalog:Limits:RequestsPerSecond", "0");
            Configure(host);
        });

        Anonymous = _factory.CreateClient(new() { AllowAutoRedirect = false });
        Writer = _factory.CreateClient(new() { AllowAutoRedirect = false });
        Writer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WriteToken);
        await Services.GetRequiredService<DatabaseReadiness>().WaitAsync(CancellationToken.None);
    }

    /// <summary>Waits until it hears of commits, and keeps what it reads.</summary>
    public Task AttachedAsync() => Eventually.TrueAsync(
        async () => await Cache.StampAsync(["catalog"], TimeSpan.FromMinutes(1)) is not null, "the API hears of commits");

    public virtual async ValueTask DisposeAsync()
    {
        if (_factory is not null)
            await _factory.DisposeAsync();
        if (_database is { } database && OwnsDatabase)
            await TestServers.DropSlotsAsync(database);
        GC.SuppressFinalize(this);
    }

    /// <summary>The cache's engine: the default one, or what the environment variable CATALOG_TESTS_ENGINE names.</summary>
    protected virtual string Engine => Environment.GetEnvironmentVariable("CATALOG_TESTS_ENGINE") ?? "Coherence";

    protected virtual string RedisConnectionString => servers.Redis.ConnectionString;

    /// <summary>Whether nobody else needs the database any more when this API ends.</summary>
    protected virtual bool OwnsDatabase => true;

    protected virtual Task<string> CreateDatabaseAsync() => servers.CreateDatabaseAsync();

    protected virtual void Configure(IWebHostBuilder host)
    {
    }
}
