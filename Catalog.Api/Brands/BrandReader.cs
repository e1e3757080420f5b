using System.Security.Cryptography;
using System.Text;
using Catalog.Api.Database;
using Catalog.Api.Products.Listing;
using Catalog.Contracts.Brands;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Api.Brands;

/// <summary>Reads pages of the brands, by name.</summary>
internal sealed class BrandReader(DatabaseCalls database)
{
    private const string Sql = """
        select brand.id, brand.name, brand.key, (select count(*) from products as p where p.brand_id = brand.id)
        from brands as brand
        where ($1 is null or brand.key like '%' || $1 || '%' or (fold_text($4) <> '' and fold_text(brand.name) like '%' || fold_text($4) || '%'))
          and brand.key > $2
        order by brand.key
        limit $3
        """;

    public static byte[] Fingerprint(string? search) => SHA256.HashData(Encoding.UTF8.GetBytes("brands:" + search));

    public Task<BrandPage> ReadAsync(string? search, PageCursor? position, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, cancellation) =>
        {
            await using var command = new NpgsqlCommand(Sql, connection)
            {
                Parameters =
                {
                    new() { Value = (object?)Pattern(search) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = position?.Key ?? "" },
                    new() { Value = limit + 1 },
                    new() { Value = (object?)search ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                },
            };
            var rows = new List<(Brand Brand, string Key)>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                rows.Add((new Brand(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(3)), reader.GetString(2)));

            var hasMore = rows.Count > limit;
            if (hasMore)
                rows.RemoveAt(limit);
            return new BrandPage(
                rows.ConvertAll(row => row.Brand),
                hasMore ? new PageCursor(false, rows[^1].Key, rows[^1].Brand.Id, null).Encode(Fingerprint(search)) : null);
        },
        cancellationToken);

    // In the form of the key column, with what LIKE takes for wildcards made plain.
    private static string? Pattern(string? search) => search?.Normalize(NormalizationForm.FormKC).ToLowerInvariant()
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
