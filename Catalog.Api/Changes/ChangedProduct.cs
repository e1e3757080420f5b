using System.Globalization;
using System.Text.Json;
using AspireCache.Coherence.Postgres;
using Catalog.Api.Products;
using Catalog.Contracts;
using Catalog.Contracts.Changes;

namespace Catalog.Api.Changes;

/// <summary>Reads a change from a row of products in the database's log.</summary>
internal static class ChangedProduct
{
    /// <summary>The product and its change, as <see cref="ChangeEntry"/> has them.</summary>
    public static string Describe(ChangedRow row) => $"{row["id"]} {JsonSerializer.Serialize(Read(row), CatalogJson.Options)}";

    private static ProductChange Read(ChangedRow row) => new(
        long.Parse(Value(row, "id"), CultureInfo.InvariantCulture),
        Value(row, "sku"),
        long.Parse(Value(row, "version"), CultureInfo.InvariantCulture),
        row.Change switch
        {
            RowChange.Insert => ChangeKind.Created,
            RowChange.Delete => ChangeKind.Deleted,
            _ => ChangeKind.Updated,
        },
        ProductRows.ToMoney(decimal.Parse(Value(row, "price"), CultureInfo.InvariantCulture), Value(row, "currency")),
        int.Parse(Value(row, "stock"), CultureInfo.InvariantCulture),
        ProductRows.ParseAvailability(Value(row, "availability")));

    private static string Value(ChangedRow row, string column) => row[column]!;
}
