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
internal sealed class CommitInvalidation(HybridCache cache, IHttpContextAccessor http, IOptions<CacheOptions> options, ILogger<CommitInvalidation> logger) : ICatalogInvalidation
{
    // Many rows take a while to read from the log, and their writer waits until they are invalidated.
    private static readonly TimeSpan BulkWait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _wait = options.Value.CommitWait;

    public async Task<CommitWatch?> WatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await CommitWatch.BeginAsync(cache, connection, cancellationToken);

    public ValueTask ProductChangedAsync(Product now, Product? before, CommitWatch? commit) =>
        WaitAsync(commit, _wait, CachePolicies.TagsOf(now, before));

    public ValueTask CatalogChangedAsync(CommitWatch? commit) => WaitAsync(commit, BulkWait, [CachePolicies.CatalogTag]);

    private async ValueTask WaitAsync(CommitWatch? commit, TimeSpan limit, IReadOnlyCollection<string> tags)
    {
        http.HttpContext?.Response.InvalidateCacheGroups(tags);
        if (commit is not null && await commit.WaitAsync(limit))
            return;
        if (commit is not null)
            Log.CommitNotSeen(logger, limit.TotalMilliseconds);
        // Not cancelled, and without a fault of Redis's: Coherence sends later what it could not send.
        await cache.RemoveByTagAsync(tags, CancellationToken.None);
    }
}
