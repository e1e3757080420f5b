namespace AspireCache.AppHost.AppModel;

/// <summary>An embedded server that runs: how to connect to it, how to ask for a sign of life, and how to stop it.</summary>
internal sealed record RunningServer(IAsyncDisposable Server, string ConnectionString, Func<CancellationToken, Task> PingAsync);
