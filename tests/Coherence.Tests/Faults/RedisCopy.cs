using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>Moves what one server holds to another, as an old snapshot would be.</summary>
internal static class RedisCopy
{
    public static async Task CopyAsync(int from, int to)
    {
        await using var source = await ConnectAsync(from);
        await using var target = await ConnectAsync(to);
        var (reads, writes) = (source.GetDatabase(), target.GetDatabase());
        await foreach (var key in source.GetServers()[0].KeysAsync())
        {
            switch (await reads.KeyTypeAsync(key))
            {
                case RedisType.String:
                    await writes.StringSetAsync(key, await reads.StringGetAsync(key));
                    break;
                case RedisType.SortedSet:
                    await writes.SortedSetAddAsync(key, await reads.SortedSetRangeByRankWithScoresAsync(key));
                    break;
                case RedisType.Hash:
                    await writes.HashSetAsync(key, await reads.HashGetAllAsync(key));
                    break;
                case var other:
                    throw new NotSupportedException($"{key} is a {other}.");
            }
        }
    }

    public static async Task EmptyAsync(int port)
    {
        await using var server = await ConnectAsync(port);
        await server.GetServers()[0].FlushDatabaseAsync();
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(int port) => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
}
