namespace Web.Frontend.Api;

/// <summary>The API cannot be reached, does not answer in time, or failed.</summary>
public sealed class CatalogUnavailableException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : CatalogException(message, innerException)
{
    /// <summary>When the API says that it is worth another try.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
