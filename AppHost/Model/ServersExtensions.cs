using AspireCache.AppHost.LocalServers;
using AspireCache.AppHost.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.AppHost.Model;

/// <summary>Adds Redis and Postgres.</summary>
internal static class ServersExtensions
{
    private const string Cache = "cache";
    private const string Postgres = "postgres";
    private const string CatalogDatabase = "catalogdb";

    /// <summary>Adds them as containers or as processes of this machine; services cannot tell the difference.</summary>
    public static (IResourceBuilder<IResourceWithConnectionString> Cache, IResourceBuilder<IResourceWithConnectionString> CatalogDatabase) AddServers(
        this IDistributedApplicationBuilder builder, HostSetup setup) =>
        setup.Servers is ServerKind.Local
            ? (builder.AddLocalRedis(Cache, setup), builder.AddLocalPostgres(Postgres, CatalogDatabase, setup))
            : builder.AddContainers(setup);

    private static (IResourceBuilder<IResourceWithConnectionString> Cache, IResourceBuilder<IResourceWithConnectionString> CatalogDatabase) AddContainers(
        this IDistributedApplicationBuilder builder, HostSetup setup)
    {
        // Where a developer certificate is trusted, Aspire would give Redis TLS.
        var cache = builder.AddRedis(Cache, password: builder.AddPassword(Cache, setup))
            .WithoutHttpsCertificate()
            .WithRedisInsight(insight => insight.WithExplicitStart());

        var postgres = builder.AddPostgres(Postgres, password: builder.AddPassword(Postgres, setup))
            // Commits are read from the log to invalidate caches; a reader that never comes must not fill the disk.
            .WithArgs("-c", "wal_level=logical", "-c", "max_slot_wal_keep_size=1GB")
            .WithPgAdmin(admin => admin.WithExplicitStart());

        if (builder.ExecutionContext.IsPublishMode)
        {
            // Aspire's own connection string says with a conditional value whether there is TLS, which not every reader of a manifest knows.
            var endpoint = cache.Resource.PrimaryEndpoint;
            cache.WithConnectionStringRedirection(new ConnectionStringResource(Cache, ReferenceExpression.Create(
                $"{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)},password={cache.Resource.PasswordParameter!}")));
            cache.WithDataVolume();
            // In a run Aspire creates the database; in what is published nobody else would.
            postgres.WithDataVolume().WithEnvironment("POSTGRES_DB", CatalogDatabase);
        }
        else
        {
            builder.Services.AddHostedService<ContainerStartWatch>();
            if (!setup.Data.IsTemporary)
            {
                cache.WithDataVolume(setup.Data.VolumeName(Cache));
                postgres.WithDataVolume(setup.Data.VolumeName(Postgres));
            }
        }

        return (cache, postgres.AddDatabase(CatalogDatabase));
    }

    // What is published gets Aspire's own generated parameter.
    private static IResourceBuilder<ParameterResource>? AddPassword(this IDistributedApplicationBuilder builder, string resource, HostSetup setup) =>
        builder.ExecutionContext.IsPublishMode ? null : builder.AddParameter($"{resource}-password", setup.Data.Password(resource), secret: true);
}
