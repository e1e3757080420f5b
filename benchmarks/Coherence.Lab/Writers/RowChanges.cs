using AspireCache.Coherence.Lab.Nodes;
using Npgsql;
using NpgsqlTypes;
using StackExchange.Redis;

namespace AspireCache.Coherence.Lab.Writers;

/// <summary>The ways in which rows are changed, and how a writer that has to invalidate does it.</summary>
internal static class RowChanges
{
    /// <summary>More rows than this are told to a cache as their whole table.</summary>
    private const int MostTags = 100;

    /// <summary>Adds one to the versions of some rows of one table.</summary>
    public static async Task<List<(int Key, long Version)>> BumpAsync(NpgsqlConnection connection, int first, int last)
    {
        await using var command = new NpgsqlCommand(
            $"update {Workload.TableOf(first)} set version = version + 1 where id between $1 and $2 returning id, version", connection);
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = last });
        return await ReadAsync(command);
    }

    /// <summary>Empties a table and loads it anew with COPY, as a nightly import does.</summary>
    public static async Task<List<(int Key, long Version)>> ReloadAsync(NpgsqlConnection connection, string table)
    {
        await using (var take = new NpgsqlCommand($"lock table {table} in access exclusive mode", connection))
            await take.ExecuteNonQueryAsync();
        await using var select = new NpgsqlCommand($"select id, version + 1 from {table}", connection);
        var rows = await ReadAsync(select);
        await using (var truncate = new NpgsqlCommand($"truncate {table}", connection))
            await truncate.ExecuteNonQueryAsync();
        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} (id, version) from stdin (format binary)");
        foreach (var (key, version) in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(key, NpgsqlDbType.Integer);
            await copy.WriteAsync(version, NpgsqlDbType.Bigint);
        }

        await copy.CompleteAsync();
        return rows;
    }

    /// <summary>What a user of a cache that does not follow commits calls after one.</summary>
    public static async Task InvalidateAsync(NodeCache cache, List<(int Key, long Version)> changed)
    {
        string[] tags = changed.Count > MostTags ? [Workload.TableOf(changed[0].Key)] : [.. changed.Select(static row => Workload.NameOf(row.Key))];
        try
        {
            await cache.RemoveByTagAsync(tags);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // A user who is told that an invalidation failed, after the commit, can do no more than go on.
            await Console.Error.WriteLineAsync($"{tags[0]} was not invalidated: {exception.GetType().Name}");
        }
    }

    private static async Task<List<(int Key, long Version)>> ReadAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        List<(int, long)> rows = [];
        while (await reader.ReadAsync())
            rows.Add((reader.GetInt32(0), reader.GetInt64(1)));
        return rows;
    }
}
