using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Encryption;

/// <summary>Everything that a server holds.</summary>
internal static class RedisDump
{
    public static async Task<byte[]> ReadAsync(int port)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
        var database = connection.GetDatabase();
        var all = new MemoryStream();
        var count = 0;
        await foreach (var key in connection.GetServers().Single().KeysAsync())
        {
            count++;
            all.Write((byte[])key!);
            switch (await database.KeyTypeAsync(key))
            {
                case RedisType.String:
                    all.Write((byte[])(await database.StringGetAsync(key))!);
                    break;
                case RedisType.SortedSet:
                    foreach (var member in await database.SortedSetRangeByRankWithScoresAsync(key))
                    {
                        all.Write((byte[])member.Element!);
                        all.Write(Encoding.ASCII.GetBytes(member.Score.ToString(CultureInfo.InvariantCulture)));
                    }

                    break;
                case var other:
                    Assert.Fail($"A key of a type that is not searched: {other}.");
                    break;
            }
        }

        Assert.NotEqual(0, count);
        return all.ToArray();
    }
}
