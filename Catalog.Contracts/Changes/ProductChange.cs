using Catalog.Contracts.Products;

namespace Catalog.Contracts.Changes;

/// <summary>A committed change of a product, as the stream of changes tells it. Members mean what those of <see cref="Product"/> mean.</summary>
/// <param name="Id">The catalogue's own number.</param>
/// <param name="Sku">The seller's code.</param>
/// <param name="Version">The version that the change made; of a deleted product its last.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Price">What one costs from now on; of a deleted product what it cost.</param>
/// <param name="Stock">How many there are.</param>
/// <param name="Availability">Whether it can be bought.</param>
public sealed record ProductChange(long Id, string Sku, long Version, ChangeKind Kind, Money Price, int Stock, Availability Availability);
