namespace AspireCache.AppHost.AppModel;

/// <summary>A server whose folder goes with it.</summary>
internal sealed class TemporaryServer(IAsyncDisposable server, string folder) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
