using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>The Postgres integration where Aspire's package is missing: its method, its configuration keys.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string Section = "Aspire:Npgsql";
    private const string HealthCheckName = "PostgreSql";

    /// <summary>
    /// Registers <see cref="NpgsqlDataSource"/> with its health check, traces and metrics. Reads section
    /// <c>Aspire:Npgsql</c>, then <c>Aspire:Npgsql:name</c>, then <c>ConnectionStrings:name</c>; the later wins.
    /// </summary>
    /// <exception cref="InvalidOperationException">When the data source is first asked for and no connection string was found.</exception>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = new NpgsqlSettings();
        var section = builder.Configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddNpgsqlDataSource(settings.ConnectionString ?? "", dataSource =>
        {
            if (string.IsNullOrWhiteSpace(settings.ConnectionString))
            {
                throw new InvalidOperationException(
                    $"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}' or under the 'ConnectionString' key in '{Section}' configuration section.");
            }

            configureDataSourceBuilder?.Invoke(dataSource);
        });

        if (!settings.DisableHealthChecks && builder.Properties.TryAdd($"HealthChecks.{HealthCheckName}", true))
            builder.Services.AddHealthChecks().AddNpgSql(services => services.GetRequiredService<NpgsqlDataSource>(), name: HealthCheckName);
        if (!settings.DisableTracing)
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddNpgsql());
        if (!settings.DisableMetrics)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddNpgsqlInstrumentation());
    }
}
