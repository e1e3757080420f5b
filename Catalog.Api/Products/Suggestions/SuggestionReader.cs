using Catalog.Api.Database;
using Catalog.Contracts.Products;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Suggestions;

/// <summary>What a search box offers: categories, brands and products whose names have what was typed, those that begin with it first.</summary>
internal sealed class SuggestionReader(DatabaseCalls database)
{
    // Materialized: inlined, it would take the search apart again for each row. Every piece of what was typed begins a word of
    // each suggestion; the first piece alone is what the indexes on names are asked for. Products of one name are one
    // suggestion, and only the 200 best matches are looked through for names.
    private const string Sql = """
        with asked as materialized (
          select suggestion_query($1) as terms, suggestion_patterns($1) as patterns, '%' || (typed_pieces($1))[1] || '%' as first, fold_text($1) as typed),
        categories_found as (
          select 1 as kind, category.name, category.path as value, starts_with(fold_text(category.name), asked.typed) as starts,
            row_number() over (order by cardinality(category.lineage), length(category.name), category.path) as place
          from categories as category, asked
          where fold_text(category.name) like asked.first and ' ' || fold_text(category.name) like all (asked.patterns)
          order by starts desc, place
          limit 3
        ),
        brands_found as (
          select 2 as kind, brand.name, brand.name as value, starts_with(fold_text(brand.name), asked.typed) as starts,
            row_number() over (order by length(brand.name), brand.key) as place
          from brands as brand, asked
          where fold_text(brand.name) like asked.first and ' ' || fold_text(brand.name) like all (asked.patterns)
          order by starts desc, place
          limit 2
        ),
        matched as (
          select p.id, p.name, p.name_sort, starts_with(p.name_sort, asked.typed) as starts, ts_rank(p.search, asked.terms, 1) as score
          from products as p, asked
          where p.search @@ asked.terms and ' ' || p.name_sort like all (asked.patterns)
          order by starts desc, score desc, p.id
          limit 200
        ),
        products_found as (
          select 3 as kind, best.name, best.id::text as value, best.starts, row_number() over (order by best.score desc, best.id) as place
          from (select distinct on (name_sort) * from matched order by name_sort, score desc, id) as best
          order by starts desc, place
          limit $2
        ),
        sku_found as (select 3 as kind, name, id::text as value, true as starts, 0 as place from products where sku = $1)
        select kind, name, value
        from (
          table categories_found union all table brands_found union all table products_found union all table sku_found
        ) as found
        order by starts desc, kind, place
        limit $2
        """;

    public Task<IReadOnlyList<Suggestion>> ReadAsync(string typed, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, cancellation) => ReadAsync(connection, typed, limit, cancellation), cancellationToken);

    private static async Task<IReadOnlyList<Suggestion>> ReadAsync(
        NpgsqlConnection connection, string typed, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters = { new() { Value = typed, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = limit } },
        };
        var suggestions = new List<Suggestion>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var kind = reader.GetInt32(0) switch { 1 => SuggestionKind.Category, 2 => SuggestionKind.Brand, _ => SuggestionKind.Product };
            suggestions.Add(new Suggestion(kind, reader.GetString(1), reader.GetString(2)));
        }

        return suggestions;
    }
}
