using AspireCache.ServiceDefaults.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCache.ServiceDefaults.Tests;

/// <summary>A small service with the defaults, both caches over Redis, and one cached page.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _pages;

    private ServiceHost(WebApplication app) => _app = app;

    public HttpClient Client { get; private set; } = null!;

    public RedisGuard Guard => _app.Services.GetRequiredService<RedisGuard>();

    public IOutputCacheStore OutputCache => _app.Services.GetRequiredService<IOutputCacheStore>();

    public IDistributedCache DistributedCache => _app.Services.GetRequiredService<IDistributedCache>();

    public HybridCache HybridCache => _app.Services.GetRequiredService<HybridCache>();

    public IServiceProvider Services => _app.Services;

    /// <summary>What the last return of Redis is said to have taken.</summary>
    public string LastRecovery => _app.Services.GetFakeLogCollector().GetSnapshot()
        .Last(record => record.Id.Id == 1001 && record.Category == typeof(RedisGuard).FullName)
        .GetStructuredStateValue("Recovery")!;

    public static async Task<ServiceHost> StartAsync(string redis, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Test.Service", EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:cache", redis),
            // A loaded machine must not make a healthy Redis look slow.
            new("RedisGuard:OperationTimeout", "00:00:00.500"),
            new("RedisGuard:ProbeInterval", "00:00:00.020"),
            .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ]);
        builder.AddServiceDefaults();
        builder.AddRedisCaching("cache");
        builder.Services.AddHybridCache();
        builder.Services.AddOutputCache();

        var host = new ServiceHost(builder.Build());
        host._app.UseOutputCache();
        host._app.MapDefaultEndpoints();
        host._app.MapGet("/page", () => Results.Text($"{Interlocked.Increment(ref host._pages)}")).CacheOutput(policy => policy.Tag("pages"));
        await host._app.StartAsync(cancellationToken);
        host.Client = host._app.GetTestClient();
        return host;
    }

    public Task AvailableAsync(CancellationToken cancellationToken) => Guard.WaitForAsync(RedisState.Available, cancellationToken);

    public Task UnavailableAsync(CancellationToken cancellationToken) => Guard.WaitForAsync(RedisState.Unavailable, cancellationToken);

    public async Task<string> GetPageAsync(CancellationToken cancellationToken) => await Client.GetStringAsync("/page", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
    }
}
