namespace AspireCache.AppHost.AppModel;

/// <summary>A server that the AppHost itself runs, where containers cannot be had.</summary>
internal sealed class EmbeddedServerResource(string name) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport, IAsyncDisposable
{
    private readonly LateConnectionString _connectionString = new(name);
    private RunningServer? _running;

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{_connectionString}");

    /// <summary>The server runs: who waits for the connection string gets it.</summary>
    public void SetRunning(RunningServer running)
    {
        _running = running;
        _connectionString.Set(running.ConnectionString);
    }

    /// <summary>Asks for a sign of life; throws where there is none.</summary>
    public Task PingAsync(CancellationToken cancellationToken) =>
        _running?.PingAsync(cancellationToken) ?? Task.FromException(new InvalidOperationException($"{Name} has not started yet."));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_running is { } running) await running.Server.DisposeAsync();
    }
}
