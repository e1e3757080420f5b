using System.Text.Json;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Products;
using Catalog.Contracts;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Idempotency;

/// <summary>
/// Remembers answers for 24 hours, in the transaction of what they answer: either both are there or neither. Two requests with
/// one key at the same time meet at the key's row: the second waits until the first has committed or gave up.
/// </summary>
internal static class IdempotencyStore
{
    /// <summary>Takes the key for this transaction; gives the answer where the same request had one.</summary>
    /// <exception cref="ProblemException">The key was used for something else.</exception>
    public static async Task<KeptAnswer?> ClaimAsync(NpgsqlConnection connection, IdempotentRequest request, CancellationToken cancellationToken)
    {
        const string ClaimSql = """
            insert into idempotency_keys (key, fingerprint, status, body) values ($1, $2, 0, '')
            on conflict (key) do update set fingerprint = excluded.fingerprint, status = 0, body = '', created_at = now()
              where idempotency_keys.created_at < now() - interval '24 hours'
            """;
        await using var claim = Command(ClaimSql, connection, request.Key, request.Fingerprint);
        if (await claim.ExecuteNonQueryAsync(cancellationToken) == 1)
            return null;

        await using var find = Command("select fingerprint, status, location, etag, body from idempotency_keys where key = $1", connection, request.Key);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || !reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request.Fingerprint))
            throw Problems.IdempotencyKeyReused();

        return new KeptAnswer(
            reader.GetInt32(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            reader.GetFieldValue<byte[]>(4));
    }

    public static async Task KeepAsync(NpgsqlConnection connection, IdempotentRequest request, Product product, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "update idempotency_keys set status = $2, location = $3, etag = $4, body = $5 where key = $1", connection,
            request.Key, StatusCodes.Status201Created, ProductLinks.Of(product.Id), EntityTags.Of(product.Version),
            JsonSerializer.SerializeToUtf8Bytes(product, CatalogJson.Options));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets what is older than 24 hours.</summary>
    public static async Task<int> ForgetAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from idempotency_keys where created_at < now() - interval '24 hours'");
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });

        return command;
    }
}
