namespace Catalog.Api.Caching;

/// <summary>A feature of requests that read through the cache of the data.</summary>
internal sealed class DataRead
{
    public static readonly DataRead Instance = new();

    private DataRead()
    {
    }
}
