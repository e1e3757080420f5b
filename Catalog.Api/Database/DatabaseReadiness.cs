namespace Catalog.Api.Database;

/// <summary>Whether the database was reached and its schema is up to date. Until then the API answers 503.</summary>
internal sealed class DatabaseReadiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Why it is not ready, in words for the log and for health checks.</summary>
    public string Reason { get; private set; } = "The database has not been reached yet.";

    /// <summary>For background work that needs the schema.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public void SetReady() => _ready.TrySetResult();

    public void SetWaiting(string reason) => Reason = reason;
}
