using Catalog.Api.Database;
using Catalog.Api.Errors;
using Catalog.Contracts.Products;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Listing;

/// <summary>Reads pages of the product list: two round trips, the second with page, total and facets in one batch.</summary>
internal sealed class ProductListReader(DatabaseCalls database)
{
    public Task<ProductPage> ReadAsync(ProductListQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, cancellation) => ReadAsync(connection, query, cancellation), cancellationToken);

    private static async Task<ProductPage> ReadAsync(NpgsqlConnection connection, ProductListQuery query, CancellationToken cancellationToken)
    {
        var filter = await FilterResolver.ResolveAsync(connection, query.Filter, query.Position?.Terms, widen: false, cancellationToken);
        var page = await ReadAsync(connection, query, filter, cancellationToken);
        if (page.Total > 0 || query.Filter.Search is null || query.Position is not null)
            return page;

        // Products have each of the words but none has all: perhaps a slip made one word into another.
        var wider = await FilterResolver.ResolveAsync(connection, query.Filter, null, widen: true, cancellationToken);
        return wider.Terms == filter.Terms ? page : await ReadAsync(connection, query, wider, cancellationToken);
    }

    private static async Task<ProductPage> ReadAsync(
        NpgsqlConnection connection, ProductListQuery query, ResolvedFilter filter, CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
            return new ProductPage([], null, null, 0, query.WithFacets ? new ProductFacets([], [], [], [], 0) : null);

        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { PageOf(query, filter), new ProductSql().Add("select count(*) from products as p").Where(filter).Build() },
        };
        if (query.WithFacets)
        {
            foreach (var command in FacetReader.Commands(filter))
                batch.BatchCommands.Add(command);
        }

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var rows = await ReadRowsAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var total = reader.GetInt64(0);
            var facets = query.WithFacets ? await FacetReader.ReadAsync(reader, cancellationToken) : null;
            return ToPage(query, filter, rows, total, facets);
        }
        catch (PostgresException exception) when (query.Position is not null && exception.SqlState is PostgresErrorCodes.SyntaxError)
        {
            // Sealed by somebody else than us, with terms that are no query.
            throw Problems.Invalid("cursor", PageCursor.Refusal);
        }
    }

    private static NpgsqlBatchCommand PageOf(ProductListQuery query, ResolvedFilter filter)
    {
        var sql = new ProductSql();
        var order = SortOrder.Of(query.Sort, () => Relevance(sql, filter));
        var backwards = query.Position?.Backwards ?? false;
        var descending = order.Descending != backwards;

        sql.Add($"""
            select p.id, p.sku, p.name, brand.name, category.id, category.name, category.path, p.price, p.currency, p.stock,
              p.availability, p.image_link, p.version, {order.KeyAsText}
            from products as p
            left join brands as brand on brand.id = p.brand_id
            left join categories as category on category.id = p.category_id
            """).Where(filter);
        if (query.Position is { } position)
            sql.Add($"and ({order.Key}, p.id) {(descending ? '<' : '>')} ({sql.Value(KeyOf(order, position), order.Type)}, {sql.Value(position.Id)})");

        var direction = descending ? "desc" : "asc";
        sql.Add($"order by {order.Key} {direction}, p.id {direction} limit {sql.Value(query.Limit + 1)}");
        return sql.Build();
    }

    // A name that is, or starts with, what was typed comes before one that only has the words.
    private static string Relevance(ProductSql sql, ResolvedFilter filter)
    {
        var terms = sql.Value(filter.Terms!, NpgsqlDbType.Text);
        var typed = sql.Value(filter.Filter.Search!, NpgsqlDbType.Text);
        return $"""
            ((ts_rank(p.search, {terms}::tsquery, 1) * 1000000)::integer
              + case when p.name_sort = fold_text({typed}) then 2000000 when starts_with(p.name_sort, fold_text({typed})) then 1000000 else 0 end)
            """;
    }

    private static object KeyOf(SortOrder order, PageCursor position)
    {
        try
        {
            return order.Parse(position.Key);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw Problems.Invalid("cursor", PageCursor.Refusal);
        }
    }

    private static async Task<List<(ProductSummary Product, string Key)>> ReadRowsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<(ProductSummary, string)>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((ProductRows.ReadSummary(reader), reader.GetString(13)));

        return rows;
    }

    private static ProductPage ToPage(
        ProductListQuery query, ResolvedFilter filter, List<(ProductSummary Product, string Key)> rows, long total, ProductFacets? facets)
    {
        var hasMore = rows.Count > query.Limit;
        if (hasMore)
            rows.RemoveAt(query.Limit);

        var backwards = query.Position?.Backwards ?? false;
        if (backwards)
            rows.Reverse();

        // Where the page was reached by a cursor there is something on the side it came from.
        var hasPrevious = backwards ? hasMore : query.Position is not null;
        var hasNext = backwards || hasMore;
        var list = ProductListQuery.Fingerprint(query.Filter, query.Sort);

        return new ProductPage(
            rows.ConvertAll(row => row.Product),
            hasNext ? Cursor(backwards: false, rows.Count - 1) : null,
            hasPrevious ? Cursor(backwards: true, 0) : null,
            total,
            facets);

        string? Cursor(bool backwards, int row) => rows.Count > 0
            ? new PageCursor(backwards, rows[row].Key, rows[row].Product.Id, filter.Terms).Encode(list)
            // Everything on this page was deleted meanwhile: turn round where it was.
            : (query.Position! with { Backwards = backwards }).Encode(list);
    }
}
