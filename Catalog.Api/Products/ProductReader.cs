using Catalog.Api.Database;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Products;

/// <summary>Reads single products.</summary>
internal sealed class ProductReader(DatabaseCalls database)
{
    public Task<Product?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, cancellation) => FindAsync(connection, id, cancellation), cancellationToken);

    public Task<Product?> FindBySkuAsync(string sku, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, cancellation) => FindAsync(connection, "where p.sku = $1", sku, cancellation), cancellationToken);

    public static Task<Product?> FindAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken) =>
        FindAsync(connection, "where p.id = $1", id, cancellationToken);

    private static async Task<Product?> FindAsync<T>(NpgsqlConnection connection, string condition, T value, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ProductRows.Select + condition, connection)
        {
            Parameters = { new NpgsqlParameter<T> { TypedValue = value } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ProductRows.Read(reader) : null;
    }
}
