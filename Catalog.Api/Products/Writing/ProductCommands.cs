using Catalog.Api.Products.Validation;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Writing;

/// <summary>The statements that change single products. Brands and categories that are missing are made on the way.</summary>
internal static class ProductCommands
{
    // name_sort and search are filled by the table's trigger.
    private const string InsertSql = """
        insert into products (sku, name, description, brand_id, category_id, price, currency, stock, availability, tags, image_link,
          attributes, name_sort, search)
        values ($1, $2, $3, (select brand_id from resolve_brands(array[$4])), (select category_id from resolve_categories(array[$5])),
          $6, $7, $8, $9, $10, $11, $12, '', '')
        returning id
        """;

    private const string UpdateSql = """
        update products set sku = $1, name = $2, description = $3,
          brand_id = (select brand_id from resolve_brands(array[$4])),
          category_id = (select category_id from resolve_categories(array[$5])),
          price = $6, currency = $7, stock = $8, availability = $9, tags = $10, image_link = $11, attributes = $12
        where id = $13
        """;

    public static async Task<long> InsertAsync(NpgsqlConnection connection, ProductDraft draft, CancellationToken cancellationToken)
    {
        await using var command = WithDraft(InsertSql, connection, draft);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Leaves the row as it is, version and all, where nothing in it would change: the table's trigger sees to that.</summary>
    public static async Task UpdateAsync(NpgsqlConnection connection, long id, ProductDraft draft, CancellationToken cancellationToken)
    {
        await using var command = WithDraft(UpdateSql, connection, draft);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DeleteAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("delete from products where id = $1", connection) { Parameters = { new() { Value = id } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps others from changing the product until the transaction ends; false when there is no such product.</summary>
    public static async Task<bool> LockAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1 from products where id = $1 for update", connection) { Parameters = { new() { Value = id } } };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static NpgsqlCommand WithDraft(string sql, NpgsqlConnection connection, ProductDraft draft) => new(sql, connection)
    {
        Parameters =
        {
            Text(draft.Sku), Text(draft.Name), Text(draft.Description), Text(draft.Brand), Text(draft.Category),
            new() { Value = draft.Price.Amount }, Text(draft.Price.Currency), new() { Value = draft.Stock },
            Text(ProductRows.Word(draft.Availability)), new() { Value = draft.Tags }, Text(draft.ImageLink),
            new() { Value = draft.Attributes, NpgsqlDbType = NpgsqlDbType.Jsonb },
        },
    };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
