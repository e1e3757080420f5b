using Catalog.Api.Products;
using Catalog.Contracts.Products;
using Npgsql;

namespace AspireCache.Http.Peers.Serving;

/// <summary>Reads a product with the Catalog API's own query.</summary>
internal sealed class ProductSource(NpgsqlDataSource database)
{
    public async Task<Product?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ProductRows.Select + "where p.id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ProductRows.Read(reader) : null;
    }
}
