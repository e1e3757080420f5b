using Catalog.Api.Database;
using Catalog.Contracts.Products;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Suggestions;

/// <summary>What a search box offers: a few categories and brands that have the words, then the best products.</summary>
internal sealed class SuggestionReader(DatabaseCalls database)
{
    // Materialized: inlined, it would take the search apart again for each row. Each word of a category or brand may be what was begun. Products of one name are one suggestion, and only the 200 best
    // matches are looked through for names.
    private const string Sql = """
        with asked as materialized (select search_query($1, false) as terms, fold_text($1) as typed)
        (
          select 1, category.name, category.path, 0
          from categories as category, asked
          where asked.terms is not null
            and (fold_text(category.name) like asked.typed || '%' or fold_text(category.name) like '% ' || asked.typed || '%')
          order by cardinality(category.lineage), length(category.name), category.path
          limit 3
        )
        union all
        (
          select 2, brand.name, brand.name, 0
          from brands as brand, asked
          where asked.terms is not null and (brand.key like asked.typed || '%' or brand.key like '% ' || asked.typed || '%')
          order by length(brand.name), brand.key
          limit 2
        )
        union all
        (
          select 0, best.name, best.id::text, best.score
          from (
            select distinct on (matched.name_sort) matched.name, matched.id, matched.score
            from (
              select p.id, p.name, p.name_sort,
                (ts_rank(p.search, asked.terms, 1) * 1000000)::integer + case when starts_with(p.name_sort, asked.typed) then 1000000 else 0 end as score
              from products as p, asked
              where p.search @@ asked.terms
              order by score desc, p.id
              limit 200
            ) as matched
            order by matched.name_sort, matched.score desc, matched.id
          ) as best
          order by best.score desc, best.id
          limit $2
        )
        """;

    public Task<IReadOnlyList<Suggestion>> ReadAsync(string typed, int limit, CancellationToken cancellationToken) =>
        database.RunAsync((connection, cancellation) => ReadAsync(connection, typed, limit, cancellation), cancellationToken);

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
            var kind = reader.GetInt32(0) switch { 0 => SuggestionKind.Product, 1 => SuggestionKind.Category, _ => SuggestionKind.Brand };
            suggestions.Add(new Suggestion(kind, reader.GetString(1), reader.GetString(2)));
        }

        return [.. suggestions.Take(limit)];
    }
}
