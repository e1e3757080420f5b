namespace AspireCache.Coherence.Benchmarks.Peers;

/// <summary>A value that a caller could change: each needs a copy of its own.</summary>
public sealed class MutableProduct
{
    public long Id { get; set; }

    public string Sku { get; set; } = "";

    public string Name { get; set; } = "";

    public decimal Price { get; set; }

    public string Description { get; set; } = "";

    public static MutableProduct Create(long id, int descriptionLength) =>
        new() { Id = id, Sku = $"SKU-{id}", Name = $"Product {id}", Price = 9.95m + id, Description = new string('x', descriptionLength) };
}
