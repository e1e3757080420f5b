using AspireCache.Coherence.Postgres;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Caching;

/// <summary>
/// Keeps caches from serving what was before a change of the catalogue: asked in the transaction, last before its commit, and again
/// after it and before the answer is sent. After the commit nothing fails: a cache that cannot be reached must not turn a committed
/// write into an error.
/// </summary>
internal interface ICatalogInvalidation
{
    /// <summary>What is needed to see the connection's transaction come back through the log; null where commits are not followed.</summary>
    Task<CommitWatch?> WatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>One product was made, changed or deleted.</summary>
    /// <param name="now">The product as it is, or was before it was deleted.</param>
    /// <param name="before">As it was before it was changed; null when it is new.</param>
    /// <param name="commit">What <see cref="WatchAsync"/> gave.</param>
    ValueTask ProductChangedAsync(Product now, Product? before, CommitWatch? commit);

    /// <summary>Many products changed at once, as by an import, or it is not known what did.</summary>
    /// <param name="commit">What <see cref="WatchAsync"/> gave; null where the transaction was another process's, or perhaps never came to be.</param>
    ValueTask CatalogChangedAsync(CommitWatch? commit);
}
