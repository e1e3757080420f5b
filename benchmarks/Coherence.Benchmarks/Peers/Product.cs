using System.ComponentModel;

namespace AspireCache.Coherence.Benchmarks.Peers;

/// <summary>A value that callers may share.</summary>
[ImmutableObject(true)]
public sealed record Product(long Id, string Sku, string Name, decimal Price, string Description)
{
    public static Product Create(long id, int descriptionLength) =>
        new(id, $"SKU-{id}", $"Product {id}", 9.95m + id, new string('x', descriptionLength));
}
