using AspireCache.Coherence.Postgres;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Caching;

/// <summary>The API's own writes invalidate what they changed: for engines and databases that do not follow commits.</summary>
/// <remarks>
/// Nothing here can be cancelled: the write is done, whoever asked for it. The data goes first, so that an answer made between
/// the two is made of new data.
/// </remarks>
internal sealed class WriteInvalidation(
    HybridCache data, IOutputCacheStore output, IHttpContextAccessor http, IOptions<CacheOptions> options, ILogger<WriteInvalidation> logger) : ICatalogInvalidation
{
    private readonly CacheEngine _engine = options.Value.ParsedEngine;

    public Task<CommitWatch?> WatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => Task.FromResult<CommitWatch?>(null);

    public async ValueTask ProductChangedAsync(Product now, Product? before, CommitWatch? commit)
    {
        var tags = CachePolicies.TagsOf(now, before);
        http.HttpContext?.Response.InvalidateCacheGroups(tags);
        await TryAsync(() => data.RemoveByTagAsync(tags).AsTask());
        if (_engine == CacheEngine.Microsoft)
        {
            // Tags do not reach its other replicas; an entry that is removed by its key is at least gone from Redis.
            string[] skus = before is null ? [now.Sku] : [now.Sku, before.Sku];
            await TryAsync(() => data.RemoveAsync([CachePolicies.ProductKey(now.Id), .. skus.Select(CachePolicies.SkuKey)]).AsTask());
        }

        await EvictAsync(tags);
    }

    public async ValueTask CatalogChangedAsync(CommitWatch? commit)
    {
        http.HttpContext?.Response.InvalidateCacheGroups([CachePolicies.CatalogTag]);
        await TryAsync(() => data.RemoveByTagAsync(CachePolicies.CatalogTag).AsTask());
        await EvictAsync([CachePolicies.CatalogTag]);
    }

    // Coherence's store judges whole answers by the data's fences.
    private Task EvictAsync(IEnumerable<string> tags) => _engine == CacheEngine.Coherence
        ? Task.CompletedTask
        : Task.WhenAll(tags.Select(tag => TryAsync(() => output.EvictByTagAsync(tag, CancellationToken.None).AsTask())));

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
            Log.InvalidationFailed(logger, exception.Message);
        }
    }
}
