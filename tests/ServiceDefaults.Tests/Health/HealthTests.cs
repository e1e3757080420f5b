using System.Net;
using System.Net.Sockets;
using AspireCache.EmbeddedServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCache.ServiceDefaults.Tests.Health;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Get_Production_AnswersOneWordThatNobodyKeeps(string path)
    {
        await using var app = await StartAsync(_ => { });
        using var client = app.GetTestClient();
        using var response = await client.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", await response.Content.ReadAsStringAsync(Token));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Health_PostgresRefuses_IsUnhealthyWithoutDetailsWhileAliveIsNot()
    {
        await using var app = await StartAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:catalogdb"] = $"Host=127.0.0.1;Port={LoopbackPort.FindFree()};Username=u;Password=secret";
            builder.AddNpgsqlDataSource("catalogdb");
        });
        using var client = app.GetTestClient();
        using var response = await client.GetAsync("/health", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Unhealthy", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("Healthy", await client.GetStringAsync("/alive", Token));
    }

    [Fact]
    public async Task Health_PostgresHangs_IsUnhealthyWithinTheLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var app = await StartAsync(builder =>
        {
            builder.Configuration["Health:CheckTimeout"] = "00:00:00.200";
            builder.Configuration["ConnectionStrings:catalogdb"] =
                $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=u;Timeout=1000";
            builder.AddNpgsqlDataSource("catalogdb");
        });
        using var client = app.GetTestClient();
        using var response = await client.GetAsync("/health", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Health_ACheckThatNeverEnds_IsStartedOnceHoweverOftenItIsAsked()
    {
        var started = 0;
        var never = new TaskCompletionSource<HealthCheckResult>();
        await using var app = await StartAsync(builder =>
        {
            builder.Configuration["Health:CheckTimeout"] = "00:00:00.100";
            builder.Services.AddHealthChecks().AddAsyncCheck("never", () =>
            {
                Interlocked.Increment(ref started);
                return never.Task;
            });
        });
        using var client = app.GetTestClient();

        for (var probe = 0; probe < 3; probe++)
        {
            using var response = await client.GetAsync("/health", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        Assert.Equal(1, started);
        never.SetResult(HealthCheckResult.Healthy());
    }

    [Fact]
    public async Task Health_AServiceThatLimitsAndCachesEverything_IsNeitherLimitedNorCached()
    {
        var asked = 0;
        await using var app = await StartAsync(
            builder =>
            {
                builder.Services.AddHealthChecks().AddCheck("counting", () =>
                {
                    Interlocked.Increment(ref asked);
                    return HealthCheckResult.Healthy();
                });
                builder.Services.AddOutputCache(options => options.AddBasePolicy(policy => policy.Expire(TimeSpan.FromHours(1))));
                builder.Services.AddRateLimiter(options => options.GlobalLimiter = System.Threading.RateLimiting.PartitionedRateLimiter.Create<Microsoft.AspNetCore.Http.HttpContext, int>(
                    _ => System.Threading.RateLimiting.RateLimitPartition.GetFixedWindowLimiter(0, _ => new() { PermitLimit = 1, Window = TimeSpan.FromHours(1) })));
            },
            app =>
            {
                app.UseRateLimiter();
                app.UseOutputCache();
            });
        using var client = app.GetTestClient();

        for (var probe = 0; probe < 3; probe++)
            Assert.Equal("Healthy", await client.GetStringAsync("/health", Token));

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Health_ACheckThatFailsAndRecovers_IsLoggedOnceForEachChange()
    {
        var healthy = false;
        await using var app = await StartAsync(builder =>
        {
            builder.Logging.AddFakeLogging();
            builder.Services.AddHealthChecks().AddCheck(
                "shelf", () => Volatile.Read(ref healthy) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is empty."));
        });
        using var client = app.GetTestClient();

        foreach (var state in (bool[])[false, false, true, true, false, false])
        {
            Volatile.Write(ref healthy, state);
            using var response = await client.GetAsync("/health", Token);
        }

        var lines = app.Services.GetFakeLogCollector().GetSnapshot()
            .Where(record => record.Message.Contains("shelf", StringComparison.Ordinal))
            .Select(record => (record.Level, record.Message));
        Assert.Equal(
            [
                (LogLevel.Information, "Health check shelf is Unhealthy: It is empty."),
                (LogLevel.Information, "Health check shelf is healthy again."),
                (LogLevel.Warning, "Health check shelf is Unhealthy: It is empty."),
            ],
            lines);
    }

    [Fact]
    public async Task Start_CheckTimeoutOutOfRange_NamesTheKeyAndTheRange()
    {
        var exception = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => StartAsync(builder => builder.Configuration["Health:CheckTimeout"] = "00:10:00"));

        Assert.Contains("CheckTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains("00:00:30", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure, Action<WebApplication>? use = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        configure(builder);
        builder.AddServiceDefaults();
        var app = builder.Build();
        use?.Invoke(app);
        app.MapDefaultEndpoints();
        await app.StartAsync(Token);
        return app;
    }
}
