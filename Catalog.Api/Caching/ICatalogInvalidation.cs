namespace Catalog.Api.Caching;

/// <summary>
/// Told of every change to the catalogue, after its transaction committed and before the answer is sent, so that no cache
/// keeps serving what was. Never fails: a cache that cannot be reached must not turn a committed write into an error.
/// </summary>
internal interface ICatalogInvalidation
{
    /// <summary>One product was made, changed or deleted.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="sku">Its sku; also the one it had before, where it changed.</param>
    /// <param name="categoryIds">The categories it is or was in, their ancestors included.</param>
    /// <param name="cancellationToken">Not the request's: the write is done, whoever asked for it.</param>
    ValueTask ProductChangedAsync(
        long productId, IReadOnlyCollection<string> sku, IReadOnlyCollection<long> categoryIds, CancellationToken cancellationToken);

    /// <summary>Many products changed at once, as by an import: everything is dropped.</summary>
    /// <param name="cancellationToken">Not the request's.</param>
    ValueTask CatalogChangedAsync(CancellationToken cancellationToken);
}
