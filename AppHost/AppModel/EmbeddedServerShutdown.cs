namespace AspireCache.AppHost.AppModel;

/// <summary>
/// Stops the embedded servers, the one that was added last first. It is a service, not a hosted one: services are disposed
/// when every hosted service has stopped, and with them the projects, which need the servers to the end.
/// </summary>
internal sealed class EmbeddedServerShutdown(DistributedApplicationModel model) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var server in model.Resources.OfType<EmbeddedServerResource>().Reverse())
            await server.DisposeAsync();
    }
}
