using Catalog.Api.Caching;
using Catalog.Api.Database;
using Catalog.Api.Products;
using Catalog.Api.Products.Validation;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Samples;

/// <summary>
/// Puts the sample catalogue into a database that has no products. At a start it does so once: who deletes it all gets it back only
/// by asking for it. Of several replicas that start together, one loads and the others wait.
/// </summary>
internal sealed partial class SampleLoader(
    NpgsqlDataSource dataSource, ICatalogInvalidation invalidation, IOptions<SampleOptions> options, TimeProvider time, ILogger<SampleLoader> logger)
    : IDatabaseSeed
{
    private const string Milestone = "sample-catalogue";
    private const string Once = "do nothing";
    private const string Again = "(name) do update set name = excluded.name";

    // One product for each of the last minutes, so that "newest" has an order to show.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(53);

    public Task SeedAsync(CancellationToken cancellationToken) =>
        options.Value.SampleData ? LoadAsync(Once, cancellationToken) : Task.CompletedTask;

    /// <summary>Loads it, whether or not it was there before.</summary>
    /// <returns>False where there are products.</returns>
    public Task<bool> LoadAsync(CancellationToken cancellationToken) => LoadAsync(Again, cancellationToken);

    private async Task<bool> LoadAsync(string claim, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await ClaimAsync(connection, claim, cancellationToken))
            return false;

        var products = SampleGenerator.Generate(SampleData.Read()).ToArray();
        var brands = await ResolveAsync(connection, "select brand, brand_id from resolve_brands($1)", products.Select(product => product.Brand!), cancellationToken);
        var categories = await ResolveAsync(connection, "select category, category_id from resolve_categories($1)", products.Select(product => product.Category!), cancellationToken);
        await CopyAsync(connection, products, brands, categories, cancellationToken);
        using var commit = await invalidation.WatchAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        await CatalogUpkeep.AfterManyChangesAsync(dataSource, cancellationToken);
        await invalidation.CatalogChangedAsync(commit);
        LogLoaded(logger, products.Length, time.GetElapsedTime(start).TotalSeconds);
        return true;
    }

    // The lock goes first: whoever waited for it must see what the other did.
    private static async Task<bool> ClaimAsync(NpgsqlConnection connection, string onConflict, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand("lock table milestones in exclusive mode", connection);
        await take.ExecuteNonQueryAsync(cancellationToken);

        await using var claim = new NpgsqlCommand(
            $"insert into milestones (name) select $1 where not exists (select from products) on conflict {onConflict}", connection)
        {
            Parameters = { new() { Value = Milestone } },
        };
        return await claim.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<Dictionary<string, long>> ResolveAsync(
        NpgsqlConnection connection, string sql, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = names.Distinct(StringComparer.Ordinal).ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetString(0), reader.GetInt64(1));

        return ids;
    }

    private async Task CopyAsync(
        NpgsqlConnection connection, ProductDraft[] products, Dictionary<string, long> brands, Dictionary<string, long> categories, CancellationToken cancellationToken)
    {
        var newest = time.GetUtcNow();
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy products (sku, name, description, brand_id, category_id, price, currency, stock, availability, tags, attributes,
              created_at, updated_at, name_sort, search) from stdin (format binary)
            """, cancellationToken);
        for (var i = 0; i < products.Length; i++)
        {
            var product = products[i];
            var made = newest - (Apart * (products.Length - i));
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(product.Sku, cancellationToken);
            await copy.WriteAsync(product.Name, cancellationToken);
            await copy.WriteAsync(product.Description, cancellationToken);
            await copy.WriteAsync(brands[product.Brand!], cancellationToken);
            await copy.WriteAsync(categories[product.Category!], cancellationToken);
            await copy.WriteAsync(product.Price.Amount, cancellationToken);
            await copy.WriteAsync(product.Price.Currency, NpgsqlDbType.Char, cancellationToken);
            await copy.WriteAsync(product.Stock, cancellationToken);
            await copy.WriteAsync(ProductRows.Word(product.Availability), cancellationToken);
            await copy.WriteAsync(product.Tags, cancellationToken);
            await copy.WriteAsync(product.Attributes, NpgsqlDbType.Jsonb, cancellationToken);
            await copy.WriteAsync(made, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(made, NpgsqlDbType.TimestampTz, cancellationToken);
            // Filled by the table's trigger.
            await copy.WriteAsync("", cancellationToken);
            await copy.WriteAsync(NpgsqlTsVector.Empty, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    [LoggerMessage(1500, LogLevel.Information, "Loaded the sample catalogue, {Count} products, in {Seconds:0.0} s")]
    private static partial void LogLoaded(ILogger logger, int count, double seconds);
}
