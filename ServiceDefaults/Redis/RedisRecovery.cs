using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// Makes Redis fit to be read again. In order:
/// <list type="number">
/// <item>It answers.</item>
/// <item>What an earlier connection still has on its way can no longer arrive: its end at the server is closed.</item>
/// <item>It is the server, in the very run, that the entries were written to; else they are deleted: one that restarted or
/// took over may have come back with older data, in which evicted entries live again.</item>
/// <item>Missed invalidations are repeated, or, where they were too many, all entries are deleted.</item>
/// </list>
/// </summary>
internal sealed class RedisRecovery(RedisGuard guard, IEnumerable<IGuardedCache> caches, RedisMetrics metrics, IOptions<RedisGuardOptions> options)
{
    private const int PageSize = 500;

    private readonly string _prefix = options.Value.KeyPrefix;
    private readonly Dictionary<EndPoint, string> _clientIds = [];
    private string? _lastRun;

    /// <summary>What was done, in words for the log.</summary>
    public async Task<string> RunAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        var database = connection.GetDatabase();
        await database.PingAsync().WaitAsync(cancellationToken);
        var servers = connection.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }).ToArray();
        if (servers is [])
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "no server that takes writes is connected");

        foreach (var server in servers)
            await CloseEarlierConnectionAsync(server, cancellationToken);

        var run = await ReadRunAsync(servers, cancellationToken);
        var mark = (RedisKey)$"{_prefix}guard:run";
        var known = (string?)await database.StringGetAsync(mark).WaitAsync(cancellationToken);
        var flush = guard.Journal.NeedsFlush ? "too many missed invalidations"
            : known is null ? "first use of the server"
            : known != run || (_lastRun ?? run) != run ? "another run of the server"
            : null;
        if (flush is not null)
        {
            await FlushAsync(database, servers, mark, run, cancellationToken);
            metrics.Flushed(flush);
        }

        _lastRun = run;

        var replayed = await ReplayAsync(cancellationToken);
        foreach (var cache in caches)
            await cache.ProbeAsync(cancellationToken).WaitAsync(cancellationToken);

        return $"{(flush is null ? "entries kept" : $"entries deleted: {flush}")}; missed invalidations repeated: {replayed}";
    }

    private async Task CloseEarlierConnectionAsync(IServer server, CancellationToken cancellationToken)
    {
        var id = (await server.ExecuteAsync("CLIENT", "ID").WaitAsync(cancellationToken)).ToString();
        if (_clientIds.TryGetValue(server.EndPoint, out var earlier) && earlier != id)
        {
            try
            {
                await server.ExecuteAsync("CLIENT", "KILL", "ID", earlier).WaitAsync(cancellationToken);
            }
            catch (RedisServerException)
            {
                // It is gone already, or this user may not: then a late write of the old connection can arrive.
            }
        }

        _clientIds[server.EndPoint] = id;
    }

    private static async Task<string> ReadRunAsync(IServer[] servers, CancellationToken cancellationToken)
    {
        var runs = new List<string>();
        foreach (var server in servers)
        {
            var info = (await server.ExecuteAsync("INFO", "server").WaitAsync(cancellationToken)).ToString();
            foreach (var line in info.EnumerateLines())
            {
                if (line.StartsWith("run_id:"))
                    runs.Add(line["run_id:".Length..].Trim().ToString());
            }
        }

        runs.Sort(StringComparer.Ordinal);
        return string.Join(',', runs);
    }

    private async Task FlushAsync(IDatabase database, IServer[] servers, RedisKey mark, string run, CancellationToken cancellationToken)
    {
        guard.Journal.BeginFlush();
        try
        {
            foreach (var server in servers)
            {
                var deletes = new List<Task>(PageSize);
                await foreach (var key in server.KeysAsync(database.Database, $"{_prefix}*", PageSize).WithCancellation(cancellationToken))
                {
                    deletes.Add(database.KeyDeleteAsync(key));
                    if (deletes.Count == PageSize)
                    {
                        await Task.WhenAll(deletes).WaitAsync(cancellationToken);
                        deletes.Clear();
                    }
                }

                await Task.WhenAll(deletes).WaitAsync(cancellationToken);
            }

            // Last: a flush that breaks off leaves no mark that says it was done.
            await database.StringSetAsync(mark, run).WaitAsync(cancellationToken);
        }
        catch
        {
            guard.Journal.FailFlush();
            throw;
        }
    }

    private async Task<int> ReplayAsync(CancellationToken cancellationToken)
    {
        var replayed = 0;
        foreach (var entry in guard.Journal.ToArray())
        {
            await entry.Repeat().WaitAsync(cancellationToken);
            guard.Journal.Settle(entry.Invalidation, entry.Sequence);
            replayed++;
        }

        metrics.Replayed(replayed);
        return replayed;
    }
}
