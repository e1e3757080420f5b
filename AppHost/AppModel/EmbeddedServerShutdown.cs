using Microsoft.Extensions.Hosting;

namespace AspireCache.AppHost.AppModel;

/// <summary>Stops the embedded servers when the application stops, the one that was added last first.</summary>
internal sealed class EmbeddedServerShutdown(DistributedApplicationModel model) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var server in model.Resources.OfType<EmbeddedServerResource>().Reverse())
            await server.DisposeAsync();
    }
}
