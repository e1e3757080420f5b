using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Contracts;
using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Products;

/// <summary>Reads products from rows, and names their columns.</summary>
internal static class ProductRows
{
    /// <summary>What <see cref="Read"/> expects; add a condition on <c>p</c>.</summary>
    public const string Select = """
        select p.id, p.sku, p.name, p.description, brand.name, p.price, p.currency, p.stock, p.availability, p.tags, p.image_link,
          p.attributes::text, p.version, p.created_at, p.updated_at,
          array(select id from categories where id = any (p.category_lineage) order by cardinality(lineage)),
          array(select name from categories where id = any (p.category_lineage) order by cardinality(lineage)),
          array(select path from categories where id = any (p.category_lineage) order by cardinality(lineage))
        from products as p
        left join brands as brand on brand.id = p.brand_id

        """;

    public static Product Read(NpgsqlDataReader row)
    {
        var ids = row.GetFieldValue<long[]>(15);
        var names = row.GetFieldValue<string[]>(16);
        var paths = row.GetFieldValue<string[]>(17);
        return new Product(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            [.. ids.Select((id, i) => new CategoryLink(id, names[i], paths[i]))],
            ReadMoney(row, 5, 6),
            row.GetInt32(7),
            ParseAvailability(row.GetString(8)),
            row.GetFieldValue<string[]>(9),
            row.IsDBNull(10) ? null : row.GetString(10),
            JsonNode.Parse(row.GetString(11))!.AsObject(),
            row.GetInt64(12),
            row.GetFieldValue<DateTimeOffset>(13),
            row.GetFieldValue<DateTimeOffset>(14));
    }

    public static ProductSummary ReadSummary(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : new CategoryLink(row.GetInt64(4), row.GetString(5), row.GetString(6)),
        ReadMoney(row, 7, 8),
        row.GetInt32(9),
        ParseAvailability(row.GetString(10)),
        row.IsDBNull(11) ? null : row.GetString(11),
        row.GetInt64(12));

    /// <summary>As the column holds it.</summary>
    public static string Word(Availability availability) => JsonNamingPolicy.SnakeCaseLower.ConvertName(availability.ToString());

    public static Availability ParseAvailability(string word) => word switch
    {
        "in_stock" => Availability.InStock,
        "out_of_stock" => Availability.OutOfStock,
        "preorder" => Availability.Preorder,
        _ => Availability.Backorder,
    };

    /// <summary>The column has four decimals; 24.90 is what people write, 0.0125 stays.</summary>
    public static Money ToMoney(decimal value, string currency)
    {
        var cents = decimal.Round(value, 2);
        return new Money(cents == value ? cents : value / 1.0000000000m, currency);
    }

    private static Money ReadMoney(NpgsqlDataReader row, int amount, int currency) => ToMoney(row.GetDecimal(amount), row.GetString(currency));
}
