using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireCache.AppHost.AppModel;

/// <summary>Adds servers to the model that the AppHost itself runs.</summary>
internal static class EmbeddedServerExtensions
{
    /// <summary>Adds a server that is started with the application and stopped with it, with a health check.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="source">What the dashboard says of where it comes from.</param>
    /// <param name="start">Starts it.</param>
    public static IResourceBuilder<EmbeddedServerResource> AddEmbeddedServer(
        this IDistributedApplicationBuilder builder, string name, string source, Func<CancellationToken, Task<RunningServer>> start)
    {
        var resource = new EmbeddedServerResource(name);
        var healthCheck = $"{name}-embedded";
        builder.Services.AddHealthChecks().AddAsyncCheck(healthCheck, async cancellationToken =>
        {
            await resource.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        });
        builder.Services.TryAddSingleton<EmbeddedServerShutdown>();

        return builder.AddResource(resource)
            .ExcludeFromManifest()
            .WithHealthCheck(healthCheck)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "EmbeddedServer",
                State = KnownResourceStates.NotStarted,
                Properties = [new(CustomResourceKnownProperties.Source, source)],
            })
            .OnInitializeResource((server, started, cancellationToken) => StartAsync(server, started, start, cancellationToken));
    }

    private static async Task StartAsync(
        EmbeddedServerResource server, InitializeResourceEvent started, Func<CancellationToken, Task<RunningServer>> start, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever was made is disposed: from here on the server is stopped with the application.
            started.Services.GetRequiredService<EmbeddedServerShutdown>();
            await started.Notifications.PublishUpdateAsync(server, s => s with { State = KnownResourceStates.Starting });
            await started.Eventing.PublishAsync(new BeforeResourceStartedEvent(server, started.Services), cancellationToken);
            server.SetRunning(await start(cancellationToken));
            await started.Eventing.PublishAsync(new ConnectionStringAvailableEvent(server, started.Services), cancellationToken);
            await started.Notifications.PublishUpdateAsync(server, s => s with { State = KnownResourceStates.Running });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ServerFailed(started.Logger, server.Name, e);
            await started.Notifications.PublishUpdateAsync(server, s => s with { State = KnownResourceStates.FailedToStart });
        }
    }
}
