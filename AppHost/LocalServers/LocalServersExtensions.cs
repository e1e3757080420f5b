using System.Globalization;
using AspireCache.AppHost.Setup;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AspireCache.AppHost.LocalServers;

/// <summary>Adds Redis and Postgres as processes of this machine, with the names and connection properties of Aspire's containers.</summary>
internal static class LocalServersExtensions
{
    private const string Tcp = "tcp";
    private const string Address = "127.0.0.1";

    /// <summary>Adds Redis: Microsoft Garnet. What it holds ends with its process.</summary>
    public static IResourceBuilder<LocalServerResource> AddLocalRedis(this IDistributedApplicationBuilder builder, string name, HostSetup setup)
    {
        var port = setup.Ports.TakeFree();
        var secret = EmbeddedServers.Secret.Create();
        var password = builder.AddParameter($"{name}-password", secret, secret: true);
        var portText = port.ToString(CultureInfo.InvariantCulture);

        builder.Services.AddHealthChecks().AddRedis($"{Address}:{portText},password={secret}", name: $"{name}-local");
        return builder
            .AddLocalServer(
                new LocalServerResource(name, Dotnet, builder.AppHostDirectory)
                {
                    ConnectionStringExpression = ReferenceExpression.Create($"{Address}:{portText},password={password}"),
                },
                port,
                "redis", "--port", portText)
            .WithEnvironment("SERVER_PASSWORD", password)
            .WithHealthCheck($"{name}-local")
            .WithConnectionProperty("Host", Address)
            .WithConnectionProperty("Port", portText)
            .WithConnectionProperty("Password", ReferenceExpression.Create($"{password}"))
            .WithConnectionProperty("Uri", ReferenceExpression.Create($"redis://:{password}@{Address}:{portText}"));
    }

    /// <summary>Adds a private Postgres with one database, which is what is returned.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddLocalPostgres(this IDistributedApplicationBuilder builder, string name, string database, HostSetup setup)
    {
        var port = setup.Ports.TakeFree();
        var folder = setup.Data.PostgresFolder;
        // Made with the cluster and kept beside it: the cluster knows no other.
        var secret = EmbeddedPostgres.Password(folder);
        var password = builder.AddParameter($"{name}-password", secret, secret: true);
        var portText = port.ToString(CultureInfo.InvariantCulture);
        var server = ReferenceExpression.Create($"Host={Address};Port={portText};Username=postgres;Password={password}");
        List<string> arguments = ["postgres", "--port", portText, "--folder", folder, "--database", database, "--programs", setup.PostgresPrograms];
        if (setup.Data.IsTemporary) arguments.AddRange(["--temporary", setup.Data.FullPath]);

        builder.Services.AddHealthChecks().AddNpgSql($"Host={Address};Port={portText};Username=postgres;Password={secret};Database={database};Timeout=3", name: $"{name}-local");
        var postgres = builder
            .AddLocalServer(
                new LocalServerResource(name, Dotnet, builder.AppHostDirectory) { ConnectionStringExpression = server, FindProcess = () => EmbeddedPostgres.FindServer(folder) },
                port,
                [.. arguments])
            .WithHealthCheck($"{name}-local");

        return builder.AddConnectionString(database, ReferenceExpression.Create($"{server};Database={database}"))
            .WithParentRelationship(postgres)
            .WaitFor(postgres)
            .WithConnectionProperty("Host", Address)
            .WithConnectionProperty("Port", portText)
            .WithConnectionProperty("Username", "postgres")
            .WithConnectionProperty("Password", ReferenceExpression.Create($"{password}"))
            .WithConnectionProperty("DatabaseName", database)
            .WithConnectionProperty("Uri", ReferenceExpression.Create($"postgresql://postgres:{password}@{Address}:{portText}/{database}"));
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static IResourceBuilder<LocalServerResource> AddLocalServer(
        this IDistributedApplicationBuilder builder, LocalServerResource resource, int port, params string[] arguments)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Hosting.IHostedService, LocalServerSupervisor>());
        return builder.AddResource(resource)
            .WithArgs([typeof(EmbeddedRedis).Assembly.Location, .. arguments])
            .WithEndpoint(port: port, targetPort: port, scheme: Tcp, name: Tcp, isProxied: false)
            .WithPauseCommand()
            .ExcludeFromManifest();
    }
}
