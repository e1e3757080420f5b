using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Products.Listing;

/// <summary>Looks up what a filter names, and decides what a search means.</summary>
internal static class FilterResolver
{
    /// <param name="connection">An open connection.</param>
    /// <param name="filter">What was asked for.</param>
    /// <param name="terms">What the search meant on the pages before this one, where spelling was corrected.</param>
    /// <param name="widen">Whether words that products do have may be taken for similar ones too.</param>
    /// <param name="cancellationToken">The request's.</param>
    public static async Task<ResolvedFilter> ResolveAsync(
        NpgsqlConnection connection, ProductFilter filter, string? terms, bool widen, CancellationToken cancellationToken)
    {
        if (filter is { Search: null, CategoryPath: null, Brands.Length: 0 })
            return new ResolvedFilter(filter, null, null, 0, []);

        const string Sql = """
            select
              coalesce($2, search_query($1, $5)::text),
              category.id,
              coalesce(cardinality(category.lineage), 0),
              array(select id from brands where key = any (select lower(normalize(name, nfkc)) from unnest($4) as name))
            from (values ($3)) as asked (path) left join categories as category on category.path = asked.path
            """;
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                Text(filter.Search), Text(terms), Text(filter.CategoryPath),
                new() { Value = filter.Brands, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = widen },
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
