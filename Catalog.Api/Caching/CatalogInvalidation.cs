namespace Catalog.Api.Caching;

/// <inheritdoc cref="ICatalogInvalidation"/>
internal sealed class CatalogInvalidation : ICatalogInvalidation
{
    public ValueTask ProductChangedAsync(
        long productId, IReadOnlyCollection<string> sku, IReadOnlyCollection<long> categoryIds, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public ValueTask CatalogChangedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
