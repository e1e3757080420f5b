using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Tests.Integrations;

/// <summary>The client integrations' contract: keys, defaults and health checks, with our settings over Aspire's.</summary>
public sealed class IntegrationTests
{
    [Theory]
    [InlineData("ConnectionStrings:catalogdb")]
    [InlineData("Aspire:Npgsql:ConnectionString")]
    [InlineData("Aspire:Npgsql:catalogdb:ConnectionString")]
    public void Npgsql_ConnectionString_IsFoundUnderEachKey(string key)
    {
        using var host = Build(builder => builder.AddNpgsqlDataSource("catalogdb"), (key, "Host=db.example"));

        Assert.Contains("db.example", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void Npgsql_SeveralKeys_TheMostSpecificWins()
    {
        using var host = Build(
            builder => builder.AddNpgsqlDataSource("catalogdb"),
            ("Aspire:Npgsql:ConnectionString", "Host=general"),
            ("Aspire:Npgsql:catalogdb:ConnectionString", "Host=named"),
            ("ConnectionStrings:catalogdb", "Host=best"));

        Assert.Contains("best", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void Npgsql_NoConnectionString_NamesTheKey()
    {
        using var host = Build(builder => builder.AddNpgsqlDataSource("catalogdb"));

        var exception = Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<NpgsqlDataSource>);
        Assert.Contains("ConnectionStrings:catalogdb", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Aspire:Npgsql:DisableHealthChecks")]
    [InlineData("Aspire:Npgsql:catalogdb:DisableHealthChecks")]
    public void Npgsql_HealthChecksDisabled_HasNone(string key)
    {
        using var host = Build(builder => builder.AddNpgsqlDataSource("catalogdb"), (key, "true"), ("ConnectionStrings:catalogdb", "Host=db"));

        Assert.DoesNotContain("PostgreSql", HealthChecks(host).Select(check => check.Name));
    }

    [Fact]
    public void Npgsql_AddedTwice_HasOneHealthCheck()
    {
        using var host = Build(
            builder =>
            {
                builder.AddNpgsqlDataSource("catalogdb");
                builder.AddNpgsqlDataSource("catalogdb");
            },
            ("ConnectionStrings:catalogdb", "Host=db"));

        Assert.Single(HealthChecks(host), check => check.Name == "PostgreSql");
    }

    [Theory]
    [InlineData("ConnectionStrings:cache")]
    [InlineData("Aspire:StackExchange:Redis:ConnectionString")]
    [InlineData("Aspire:StackExchange:Redis:cache:ConnectionString")]
    public void Redis_ConnectionString_IsFoundUnderEachKey(string key)
    {
        using var host = Build(builder => builder.AddRedisConnection("cache"), (key, "redis.example:6380,password=p"));

        var options = host.Services.GetRequiredService<IOptions<ConfigurationOptions>>().Value;
        Assert.Contains("redis.example:6380", options.EndPoints.Select(endPoint => endPoint.ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal)));
        Assert.Equal("p", options.Password);
    }

    [Fact]
    public void Redis_ConfigurationOptions_AreLaidOverTheConnectionString()
    {
        using var host = Build(
            builder => builder.AddRedisConnection("cache"),
            ("ConnectionStrings:cache", "redis.example,connectTimeout=4000,defaultDatabase=2"),
            ("Aspire:StackExchange:Redis:ConfigurationOptions:DefaultDatabase", "3"),
            ("Aspire:StackExchange:Redis:cache:ConfigurationOptions:DefaultDatabase", "4"));

        var options = host.Services.GetRequiredService<IOptions<ConfigurationOptions>>().Value;
        Assert.Equal(4, options.DefaultDatabase);
        Assert.Equal(4000, options.ConnectTimeout);
    }

    [Fact]
    public void Redis_NothingSaid_NeverGivesUpAndQueuesNothing()
    {
        using var host = Build(builder => builder.AddRedisConnection("cache"), ("ConnectionStrings:cache", "redis.example"));

        var options = host.Services.GetRequiredService<IOptions<ConfigurationOptions>>().Value;
        Assert.False(options.AbortOnConnectFail);
        Assert.False(options.BacklogPolicy.QueueWhileDisconnected);
        Assert.Equal(1000, options.ConnectTimeout);
    }

    [Fact]
    public async Task Redis_NoConnectionString_StopsTheStartAndNamesTheKey()
    {
        using var host = Build(builder => builder.AddRedisConnection("cache"));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("ConnectionStrings:cache", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_HealthCheck_CanOnlyDegrade()
    {
        using var host = Build(builder => builder.AddRedisConnection("cache"), ("ConnectionStrings:cache", "redis.example"));

        var check = Assert.Single(HealthChecks(host), check => check.Name.StartsWith("StackExchange.Redis", StringComparison.Ordinal));
        Assert.Equal(HealthStatus.Degraded, check.FailureStatus);
    }

    [Fact]
    public void Redis_HealthChecksDisabled_HasNone()
    {
        using var host = Build(
            builder => builder.AddRedisConnection("cache"),
            ("ConnectionStrings:cache", "redis.example"),
            ("Aspire:StackExchange:Redis:DisableHealthChecks", "true"));

        Assert.DoesNotContain(HealthChecks(host), check => check.Name.StartsWith("StackExchange.Redis", StringComparison.Ordinal));
    }

    private static ICollection<HealthCheckRegistration> HealthChecks(IHost host) =>
        host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

    private static IHost Build(Action<IHostApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddServiceDefaults();
        configure(builder);
        return builder.Build();
    }
}
