using Catalog.Contracts.Products;

namespace Catalog.Api.Caching;

/// <summary>
/// Told of every change to the catalogue, after its transaction committed and before the answer is sent, so that no cache
/// keeps serving what was. Never fails: a cache that cannot be reached must not turn a committed write into an error.
/// </summary>
internal interface ICatalogInvalidation
{
    /// <summary>One product was made, changed or deleted.</summary>
    /// <param name="now">The product as it is, or was before it was deleted.</param>
    /// <param name="before">As it was before it was changed; null when it is new.</param>
    ValueTask ProductChangedAsync(Product now, Product? before);

    /// <summary>Many products changed at once, as by an import: everything is dropped.</summary>
    ValueTask CatalogChangedAsync();
}
