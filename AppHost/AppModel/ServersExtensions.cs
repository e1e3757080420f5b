using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Redis;

namespace AspireCache.AppHost.AppModel;

/// <summary>Adds Redis and Postgres to the model.</summary>
internal static class ServersExtensions
{
    private const string Cache = "cache";
    private const string Postgres = "postgres";
    private const string CatalogDatabase = "catalogdb";
    private const string DataSetting = "Data";

    /// <summary>
    /// Containers; or, in a run where no container runtime answers, the embedded servers. The setting <c>Servers</c>
    /// (<c>containers</c> or <c>embedded</c>) decides instead of the look for a runtime. What is published always has containers.
    /// Data is kept for the next run, unless the setting <c>Data</c> is <c>temporary</c>, as it is for tests.
    /// </summary>
    public static (IResourceBuilder<IResourceWithConnectionString> Cache, IResourceBuilder<IResourceWithConnectionString> CatalogDatabase) AddServers(
        this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode) return builder.AddContainers();
        return builder.Configuration["Servers"]?.ToUpperInvariant() switch
        {
            "CONTAINERS" => builder.AddContainers(),
            "EMBEDDED" => builder.AddEmbedded(),
            null or "" => ContainerRuntime.Answers(builder.Configuration) ? builder.AddContainers() : builder.AddEmbedded(),
            var other => throw new DistributedApplicationException($"The setting 'Servers' is '{other}'. It takes 'containers' or 'embedded'; leave it out to use containers where a container runtime answers."),
        };
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Cache, IResourceBuilder<IResourceWithConnectionString> CatalogDatabase) AddContainers(
        this IDistributedApplicationBuilder builder)
    {
        var cache = builder.AddRedis(Cache)
            .WithRedisInsight(insight => insight.WithExplicitStart());

        var postgres = builder.AddPostgres(Postgres)
            // Commits are read from the log to invalidate caches; a reader that never comes must not fill the disk.
            .WithArgs("-c", "wal_level=logical", "-c", "max_slot_wal_keep_size=1GB")
            .WithPgAdmin(admin => admin.WithExplicitStart());

        if (builder.KeepsData())
        {
            cache.WithDataVolume();
            postgres.WithDataVolume();
        }

        // In a run Aspire creates the database; in what is published nobody else would.
        if (builder.ExecutionContext.IsPublishMode) postgres.WithEnvironment("POSTGRES_DB", CatalogDatabase);

        return (cache, postgres.AddDatabase(CatalogDatabase));
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Cache, IResourceBuilder<IResourceWithConnectionString> CatalogDatabase) AddEmbedded(
        this IDistributedApplicationBuilder builder)
    {
        var cache = builder.AddEmbeddedServer(Cache, "Garnet, in this process", async cancellationToken =>
        {
            var redis = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Password = Secret.Create() }, cancellationToken: cancellationToken);
            return new RunningServer(redis, redis.ConnectionString, redis.PingAsync);
        });

        var stacks = Path.Combine(builder.AppHostDirectory, "..", "artifacts", "stacks");
        var folder = Path.Combine(stacks, builder.KeepsData() ? "aspire" : $"aspire-{Guid.NewGuid():N}");
        var postgres = builder.AddEmbeddedServer(Postgres, "PostgreSQL, a private cluster", async cancellationToken =>
        {
            var server = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions
                {
                    Folder = Path.Combine(folder, "postgres"),
                    ToolsFolder = Path.Combine(stacks, "tools"),
                    Durable = builder.KeepsData(),
                    Databases = [CatalogDatabase],
                },
                cancellationToken);
            return new RunningServer(
                builder.KeepsData() ? server : new TemporaryServer(server, folder), server.ConnectionString(CatalogDatabase), server.PingAsync);
        });

        // The server's own connection string names the database already.
        var catalogdb = builder.AddConnectionString(CatalogDatabase, postgres.Resource.ConnectionStringExpression).WaitFor(postgres);
        return (cache, catalogdb);
    }

    private static bool KeepsData(this IDistributedApplicationBuilder builder) =>
        builder.Configuration[DataSetting]?.ToUpperInvariant() switch
        {
            null or "" or "KEPT" => true,
            "TEMPORARY" => false,
            var other => throw new DistributedApplicationException($"The setting '{DataSetting}' is '{other}'. It takes 'kept' (the default) or 'temporary'."),
        };
}
