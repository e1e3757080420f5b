using AspireCache.AppHost.Setup;
using Microsoft.Extensions.Hosting;

namespace AspireCache.AppHost.Model;

/// <summary>
/// Ends this process with one line when no container runtime answers, or when it cannot start a server's container, for want of the
/// image, say. Aspire itself would wait for ever. Once every server has started, it watches no more.
/// </summary>
internal sealed class ContainerStartWatch(DistributedApplicationModel model, ResourceNotificationService notifications, IHostApplicationLifetime lifetime, HostSetup setup) : IHostedLifecycleService
{
    private const int Failure = 1;
    private const string Alternative = "or run the servers as processes of this machine: --Servers=local";

    private static readonly string[] Decided = [KnownResourceStates.Running, KnownResourceStates.FailedToStart, KnownResourceStates.RuntimeUnhealthy];

    private Task _watching = Task.CompletedTask;
    private int _exits;

    /// <summary>The first of a start: Aspire's own part of it waits for the servers.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (setup.Runtime is not { } runtime)
            Exit($"No container runtime answers. Start Docker or Podman, {Alternative}");
        else
            _watching = Task.WhenAll(model.GetContainerResources().Where(MustRun).Select(server => WatchAsync(server, runtime)));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _watching;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not the tools that somebody starts in the dashboard.
    private static bool MustRun(IResource container) => !container.HasAnnotationOfType<ExplicitStartupAnnotation>();

    private async Task WatchAsync(IResource server, string runtime)
    {
        try
        {
            var state = await notifications.WaitForResourceAsync(server.Name, Decided, lifetime.ApplicationStopping);
            server.TryGetContainerImageName(out var image);
            if (state != KnownResourceStates.Running)
                Exit($"The container of {server.Name} cannot be started: '{runtime} pull {image}' may say why. Mend it, {Alternative}");
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The application stops by itself.
        }
    }

    // What is running by now, the orchestrator stops and removes.
    private void Exit(string reason)
    {
        if (Interlocked.Exchange(ref _exits, 1) == 1) return;
        Console.Error.WriteLine(reason);
        setup.Dispose();
        Environment.Exit(Failure);
    }
}
