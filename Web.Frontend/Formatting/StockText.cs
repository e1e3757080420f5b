using Catalog.Contracts.Products;

namespace Web.Frontend.Formatting;

/// <summary>Whether a product can be bought, as pages say it.</summary>
public static class StockText
{
    private const int LowStock = 10;

    /// <summary>How many there are, where that matters.</summary>
    public static string? Left(Availability availability, int stock) => (availability, stock) switch
    {
        (Availability.InStock, > 0 and <= LowStock) => $"Only {stock} left",
        (Availability.InStock, > LowStock) => $"{Words.Number(stock)} available",
        _ => null,
    };

    /// <summary>The badge's look.</summary>
    public static string Tone(Availability availability) => availability switch
    {
        Availability.InStock => "good",
        Availability.OutOfStock => "bad",
        _ => "warn",
    };
}
