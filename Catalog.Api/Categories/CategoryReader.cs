using Catalog.Api.Database;
using Catalog.Contracts.Categories;
using Npgsql;

namespace Catalog.Api.Categories;

/// <summary>Reads the category tree, or a part of it, with the numbers of products.</summary>
internal sealed class CategoryReader(DatabaseCalls database)
{
    // A product counts for its category and for each one above. Counted by category first: there are far fewer of them.
    private const string Select = """
        select c.id, c.name, c.path, c.parent_id, coalesce(counted.count, 0)
        from categories as c
        left join (
          select each.id, sum(own.count)::bigint as count
          from categories as leaf
          cross join lateral (select count(*) as count from products as p where p.category_id = leaf.id) as own
          cross join unnest(leaf.lineage) as each (id)
          where true
          group by each.id
        ) as counted on counted.id = c.id

        """;

    private const string RootsSql = Select + "where cardinality(c.lineage) <= $1 order by fold_text(c.name), c.id";

    private static readonly string OneSql = Select.Replace("where true", "where leaf.lineage @> array[$1]", StringComparison.Ordinal) + """
        join categories as root on root.id = $1
        where (c.lineage @> array[$1] and cardinality(c.lineage) <= cardinality(root.lineage) + $2) or c.id = any (root.lineage)
        order by fold_text(c.name), c.id
        """;

    /// <summary>All roots, with <paramref name="depth"/> levels below them.</summary>
    public Task<IReadOnlyList<Category>> ReadRootsAsync(int depth, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, cancellation) =>
        {
            await using var command = new NpgsqlCommand(RootsSql, connection) { Parameters = { new() { Value = depth + 1 } } };
            return CategoryTree.Roots(await ReadRowsAsync(command, cancellation));
        },
        cancellationToken);

    /// <summary>One category, with the way to it and <paramref name="depth"/> levels below it.</summary>
    public Task<Category?> FindAsync(long id, int depth, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, cancellation) =>
        {
            await using var command = new NpgsqlCommand(OneSql, connection) { Parameters = { new() { Value = id }, new() { Value = depth } } };
            return CategoryTree.Find(await ReadRowsAsync(command, cancellation), id);
        },
        cancellationToken);

    public Task<long?> FindIdAsync(string path, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, cancellation) =>
        {
            await using var command = new NpgsqlCommand("select id from categories where path = $1", connection) { Parameters = { new() { Value = path } } };
            return (long?)await command.ExecuteScalarAsync(cancellation);
        },
        cancellationToken);

    private static async Task<List<CategoryRow>> ReadRowsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<CategoryRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new CategoryRow(
                new CategoryLink(reader.GetInt64(0), reader.GetString(1), reader.GetString(2)),
                reader.IsDBNull(3) ? null : reader.GetInt64(3),
                reader.GetInt64(4)));
        }

        return rows;
    }
}
