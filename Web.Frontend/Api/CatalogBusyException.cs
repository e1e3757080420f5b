namespace Web.Frontend.Api;

/// <summary>The API limits this visitor's requests (429).</summary>
public sealed class CatalogBusyException(TimeSpan? retryAfter)
    : CatalogException("The catalogue limits the requests of this address.")
{
    /// <summary>When the limit gives way again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
