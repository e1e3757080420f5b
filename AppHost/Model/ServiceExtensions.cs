using AspireCache.AppHost.Setup;
using Microsoft.Extensions.Configuration;

namespace AspireCache.AppHost.Model;

/// <summary>What all services of the application have in common.</summary>
internal static class ServiceExtensions
{
    private const string Endpoint = "http";

    /// <summary>Longer than ServiceDefaults lets a check take: what is degraded must not look unreachable.</summary>
    private const int ProbeTimeoutSeconds = 3;

    /// <summary>Adds the token that lets a client write: of the data folder in a run, an input of a deployment.</summary>
    public static IResourceBuilder<ParameterResource> AddWriteToken(this IDistributedApplicationBuilder builder, HostSetup setup) =>
        builder.ExecutionContext.IsPublishMode
            ? builder.AddParameter("write-token", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true)
            : builder.AddParameter("write-token", setup.Data.WriteToken, secret: true);

    /// <summary>The page that signs whoever follows it in to the management pages.</summary>
    public static string SignInPath(HostSetup setup) => $"/sign-in?token={setup.Data.WriteToken}";

    /// <summary>Hands on what the AppHost is given of a section, such as <c>--Cache:Engine=Microsoft</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithSettings(this IResourceBuilder<ProjectResource> service, string section)
    {
        foreach (var (key, value) in service.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable())
            if (value is not null)
                service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
        return service;
    }

    /// <summary>Adds probes; in a run also the shared key ring, and another port where the usual one is taken.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceDefaults(this IResourceBuilder<ProjectResource> service, HostSetup setup)
    {
        service
            .WithHttpProbe(ProbeType.Readiness, "/health", timeoutSeconds: ProbeTimeoutSeconds, endpointName: Endpoint)
            .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: ProbeTimeoutSeconds, endpointName: Endpoint);
        if (service.ApplicationBuilder.ExecutionContext.IsPublishMode) return service;

        return service
            .WithLaunchToolArgs(context => AddProgram(context, service.Resource), ownedByLaunchConfigurationType: "project")
            .WithEnvironment("DataProtection__KeysDirectory", setup.Data.KeysFolder)
            // Aspire asks for every trace, those of heartbeats too; ServiceDefaults knows better.
            .WithEnvironment(context => context.EnvironmentVariables.Remove("OTEL_TRACES_SAMPLER"))
            // At the end the dashboard may be gone first: a service then tries to reach it for this long.
            .WithEnvironment("OTEL_EXPORTER_OTLP_TIMEOUT", "500")
            .WithEndpoint(Endpoint, endpoint => endpoint.Port = endpoint.Port is { } usual ? setup.Ports.TakeUsual(usual, service.Resource.Name) : null);
    }

    // The program that the build made, not `dotnet run`, which looks at the project again at every start and outlives no signal.
    private static void AddProgram(CommandLineArgsCallbackContext context, ProjectResource service)
    {
        var project = Path.GetFileNameWithoutExtension(service.GetProjectMetadata().ProjectPath);
        var here = Path.GetDirectoryName(typeof(ServiceExtensions).Assembly.Location)!;
        context.Args.Add("exec");
        context.Args.Add(Path.GetFullPath(Path.Combine(here, "..", "..", project, Path.GetFileName(here), $"{project}.dll")));
    }
}
