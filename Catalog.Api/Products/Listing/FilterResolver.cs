using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Listing;

/// <summary>Looks up what a filter names, and decides what a search means.</summary>
internal static class FilterResolver
{
    /// <param name="connection">An open connection.</param>
    /// <param name="filter">What was asked for.</param>
    /// <param name="terms">What the search meant on the pages before this one, where spelling was corrected.</param>
    /// <param name="cancellationToken">The request's.</param>
    public static async Task<ResolvedFilter> ResolveAsync(
        NpgsqlConnection connection, ProductFilter filter, string? terms, CancellationToken cancellationToken)
    {
        if (filter is { Search: null, CategoryPath: null, Brands.Length: 0 })
            return new ResolvedFilter(filter, null, null, 0, []);

        // A search whose words are all known but that no product has all of is widened to similar words.
        const string Sql = """
            with asked as (select search_query($1, false) as terms)
            select
              case
                when $2 is not null then $2
                when asked.terms is null then null
                when exists (select from products where search @@ asked.terms) then asked.terms::text
                else search_query($1, true)::text
              end,
              category.id,
              coalesce(cardinality(category.lineage), 0),
              array(select id from brands where key = any (select lower(normalize(name, nfkc)) from unnest($4) as name))
            from asked left join categories as category on category.path = $3
            """;
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                Text(filter.Search), Text(terms), Text(filter.CategoryPath),
                new() { Value = filter.Brands, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ResolvedFilter(
            filter,
            reader.IsDBNull(0) ? null : reader.GetString(0),
            reader.IsDBNull(1) ? null : reader.GetInt64(1),
            reader.GetInt32(2),
            reader.GetFieldValue<long[]>(3));
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
