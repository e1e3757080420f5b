using Npgsql;

namespace Catalog.Api.Database;

/// <summary>Registers the connection to Postgres, and what brings its schema up to date at start.</summary>
internal static class DatabaseSetup
{
    private const string Name = "catalogdb";

    // Requests wait this long for a connection, from a server that is down or a pool that is empty, then are answered 503.
    private const int ConnectSeconds = 3;
    private const int CommandSeconds = 15;

    public static void AddCatalogDatabase(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource(Name, configureDataSourceBuilder: dataSource => Limit(dataSource.ConnectionStringBuilder));
        builder.Services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DatabaseWatch>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<DatabaseWatch>());
        builder.Services.AddSingleton<DatabaseCalls>();
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddSingleton<DatabaseReadiness>();
        builder.Services.AddHostedService<DatabaseInitializer>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseReadinessCheck>("catalog-schema");
    }

    /// <summary>As the configuration has it, in the order in which the data source looks for it.</summary>
    public static string? ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString(Name)
        ?? configuration[$"Aspire:Npgsql:{Name}:ConnectionString"]
        ?? configuration["Aspire:Npgsql:ConnectionString"];

    // Only where the connection string does not say otherwise.
    private static void Limit(NpgsqlConnectionStringBuilder connection)
    {
        if (!connection.ContainsKey("Timeout"))
            connection.Timeout = ConnectSeconds;
        if (!connection.ContainsKey("Command Timeout"))
            connection.CommandTimeout = CommandSeconds;
        connection.ApplicationName ??= "catalog-api";
    }
}
