using AspireCache.Coherence.Postgres;
using Catalog.Contracts.Products;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Caching;

/// <summary>
/// Commits invalidate: nothing is to be done but to wait, for a moment, until this node has applied the writer's own, so that it
/// reads what it wrote. A commit that does not come back in time, since no relay runs or it is far behind, is invalidated here; the
/// relay does it again when it comes to it.
/// </summary>
internal sealed class CommitInvalidation(HybridCache cache, IOptions<CacheOptions> options, ILogger<CommitInvalidation> logger) : ICatalogInvalidation
{
    // Many rows take a while to read from the log, and who made them hears of it when they are invalidated.
    private static readonly TimeSpan BulkWait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _wait = options.Value.CommitWait;

    public async Task<CommitWatch?> WatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await CommitWatch.BeginAsync(cache, connection, cancellationToken);

    public ValueTask ProductChangedAsync(Product now, Product? before, CommitWatch? commit) =>
        WaitAsync(commit, _wait, () => CachePolicies.TagsOf(now, before));

    public ValueTask CatalogChangedAsync(CommitWatch? commit) => WaitAsync(commit, BulkWait, static () => [CachePolicies.CatalogTag]);

    private async ValueTask WaitAsync(CommitWatch? commit, TimeSpan limit, Func<IEnumerable<string>> tags)
    {
        if (commit is not null && await commit.WaitAsync(limit))
            return;
        if (commit is not null)
            Log.CommitNotSeen(logger, limit.TotalMilliseconds);
        // Not cancelled, and without a fault of Redis's: Coherence makes good later what it could not tell.
        await cache.RemoveByTagAsync(tags(), CancellationToken.None);
    }
}
