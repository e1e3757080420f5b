using Catalog.Contracts.Products;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <inheritdoc cref="ICatalogInvalidation"/>
/// <remarks>
/// Nothing here can be cancelled: the write is done, whoever asked for it. The data goes first, so that an answer made between
/// the two is made of new data.
/// </remarks>
internal sealed partial class CatalogInvalidation(
    HybridCache data, IOutputCacheStore output, IOptions<CacheOptions> options, ILogger<CatalogInvalidation> logger) : ICatalogInvalidation
{
    private readonly CacheEngine _engine = options.Value.ParsedEngine;

    public async ValueTask ProductChangedAsync(Product now, Product? before)
    {
        var tags = CachePolicies.TagsOf(now, before);
        await TryAsync(() => data.RemoveByTagAsync(tags).AsTask());
        if (_engine == CacheEngine.Microsoft)
        {
            // Its replicas do not hear of tags; an entry that is removed by its key is at least gone from Redis.
            string[] skus = before is null ? [now.Sku] : [now.Sku, before.Sku];
            await TryAsync(() => data.RemoveAsync([CachePolicies.ProductKey(now.Id), .. skus.Select(CachePolicies.SkuKey)]).AsTask());
        }

        await EvictAsync(tags);
    }

    public async ValueTask CatalogChangedAsync()
    {
        await TryAsync(() => data.RemoveByTagAsync(CachePolicies.CatalogTag).AsTask());
        await EvictAsync([CachePolicies.CatalogTag]);
    }

    private Task EvictAsync(IEnumerable<string> tags) =>
        Task.WhenAll(tags.Select(tag => TryAsync(() => output.EvictByTagAsync(tag, CancellationToken.None).AsTask())));

    private async Task TryAsync(Func<Task> invalidate)
    {
        try
        {
            await invalidate();
        }
#pragma warning disable CA1031 // Whatever a cache throws, the write it follows has been made.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception.Message);
        }
    }

    [LoggerMessage(1400, LogLevel.Warning, "A cache could not be told of a change; what it keeps is old until it expires: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
