using Aspire.StackExchange.Redis;
using AspireCache.ServiceDefaults.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>The Redis client integration where Aspire's package is missing: its methods, its configuration keys.</summary>
public static class AspireRedisExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";
    private const string HealthCheckName = "StackExchange.Redis";

    /// <inheritdoc cref="AddRedisClientBuilder"/>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        builder.AddRedisClientBuilder(connectionName, configureSettings, configureOptions);

    /// <summary>
    /// Registers <see cref="IConnectionMultiplexer"/> with its health check and traces. Reads section
    /// <c>Aspire:StackExchange:Redis</c>, then <c>Aspire:StackExchange:Redis:name</c>, then <c>ConnectionStrings:name</c>;
    /// <c>ConfigurationOptions</c> of the sections is laid over the connection string.
    /// </summary>
    /// <exception cref="InvalidOperationException">When the connection is first asked for and no endpoint was found.</exception>
    public static AspireRedisClientBuilder AddRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = new StackExchangeRedisSettings();
        var section = builder.Configuration.GetSection(Section);
        var named = section.GetSection(connectionName);
        section.Bind(settings);
        named.Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.TryAddTransient<IOptionsFactory<ConfigurationOptions>>(services => new RedisOptionsFactory(
            settings.ConnectionString,
            services.GetServices<IConfigureOptions<ConfigurationOptions>>(),
            services.GetServices<IPostConfigureOptions<ConfigurationOptions>>(),
            services.GetServices<IValidateOptions<ConfigurationOptions>>()));
        builder.Services.Configure<ConfigurationOptions>(options =>
        {
            section.GetSection("ConfigurationOptions").Bind(options);
            named.GetSection("ConfigurationOptions").Bind(options);
            configureOptions?.Invoke(options);
        });
        builder.Services.AddSingleton<IConnectionMultiplexer>(services => Connect(services, connectionName));

        if (!settings.DisableHealthChecks && builder.Properties.TryAdd($"HealthChecks.{HealthCheckName}", true))
            builder.Services.AddHealthChecks().AddRedis(services => services.GetRequiredService<IConnectionMultiplexer>(), name: HealthCheckName);
        if (!settings.DisableTracing)
            builder.Services.AddRedisTracing();

        return new AspireRedisClientBuilder(builder, settings, serviceKey: null);
    }

    private static ConnectionMultiplexer Connect(IServiceProvider services, string connectionName)
    {
        var options = services.GetRequiredService<IOptions<ConfigurationOptions>>().Value;
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' or for the '{Section}:ConnectionString' configuration key.");
        }

        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        var connection = ConnectionMultiplexer.Connect(options);
        services.GetService<RedisTracing>()?.Watch(connection);
        return connection;
    }
}
