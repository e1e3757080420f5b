using System.Globalization;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace Web.Frontend.Formatting;

/// <summary>Counts, times and enumerations as people read them.</summary>
public static class Words
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 product</c> or <c>2,150 products</c>.</summary>
    public static string Count(long count, string singular, string? plural = null) =>
        $"{Number(count)} {(count == 1 ? singular : plural ?? singular + "s")}";

    public static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => Scaled(bytes, 1_000, "kB"),
        < 1_000_000_000 => Scaled(bytes, 1_000_000, "MB"),
        _ => Scaled(bytes, 1_000_000_000, "GB"),
    };

    public static string Of(Availability availability) => availability switch
    {
        Availability.InStock => "In stock",
        Availability.OutOfStock => "Out of stock",
        Availability.Preorder => "Pre-order",
        Availability.Backorder => "Back-order",
        _ => availability.ToString(),
    };

    public static string Of(ProductSort sort) => sort switch
    {
        ProductSort.Relevance => "Best match",
        ProductSort.Name => "Name",
        ProductSort.PriceAsc => "Lowest price",
        ProductSort.PriceDesc => "Highest price",
        ProductSort.Newest => "Newest",
        _ => sort.ToString(),
    };

    public static string Of(ImportState state) => state switch
    {
        ImportState.Receiving => "Receiving the file",
        ImportState.Merging => "Merging into the catalogue",
        ImportState.Succeeded => "Succeeded",
        ImportState.Failed => "Failed",
        ImportState.Cancelled => "Cancelled",
        _ => state.ToString(),
    };

    public static string Of(ImportMode mode) => mode switch
    {
        ImportMode.Atomic => "All or nothing",
        ImportMode.SkipInvalid => "Skip invalid rows",
        _ => mode.ToString(),
    };

    private static string Scaled(long bytes, long unit, string name) =>
        ((double)bytes / unit).ToString("0.0", CultureInfo.InvariantCulture) + " " + name;
}
