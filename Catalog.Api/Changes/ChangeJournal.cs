using System.Diagnostics.CodeAnalysis;
using AspireCache.Coherence;
using AspireCache.Coherence.Postgres;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Catalog.Api.Changes;

/// <summary>
/// The latest changes, where every replica finds them: a sorted set in Redis by position, which the relay writes before it confirms
/// a transaction. To write one twice does no harm.
/// </summary>
internal sealed class ChangeJournal(IOptions<ConfigurationOptions> redis, IOptions<CoherenceOptions> cache, IOptions<ChangesOptions> options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly RedisKey _key = $"{{{cache.Value.Domain}}}:changes";
    private readonly RedisChannel _channel = RedisChannel.Literal($"{{{cache.Value.Domain}}}:changes");
    private ConnectionMultiplexer? _connection;

    /// <summary>Writes what committed, in the order of the commits.</summary>
    public async ValueTask AppendAsync(IReadOnlyCollection<CommittedChange> changes, CancellationToken cancellationToken)
    {
        var entries = new List<SortedSetEntry>(changes.Count);
        var position = -1L;
        var index = 0;
        foreach (var change in changes)
        {
            index = (long)change.Position == position ? index + 1 : 0;
            position = (long)change.Position;
            var id = new ChangeId(change.Epoch, position, index);
            entries.Add(new SortedSetEntry(change.Description is { } description ? $"{id} {description}" : id.ToString(), position));
        }

        var connection = await ConnectAsync(cancellationToken);
        var database = connection.GetDatabase();
        // Positions count for one server: what is of an earlier epoch is of no use, and must not stand behind what is newer.
        if (await ReadLastAsync(cancellationToken) is { } last && last.Id.Epoch < changes.First().Epoch)
            await database.KeyDeleteAsync(_key);
        await database.SortedSetAddAsync(_key, [.. entries]);
        await database.SortedSetRemoveRangeByRankAsync(_key, 0, -1 - options.Value.History);
        await database.PublishAsync(_channel, RedisValue.EmptyString);
    }

    /// <summary>The newest change.</summary>
    public async Task<ChangeEntry?> ReadLastAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        var found = await connection.GetDatabase().SortedSetRangeByRankAsync(_key, -1, -1);
        return found is [var text] ? ChangeEntry.Parse(text.ToString()) : null;
    }

    /// <summary>All changes from a position on, those at it included.</summary>
    public async Task<IReadOnlyList<ChangeEntry>> ReadAsync(long position, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        var found = await connection.GetDatabase().SortedSetRangeByScoreAsync(_key, position);
        return [.. found.Select(static text => ChangeEntry.Parse(text.ToString())).OfType<ChangeEntry>()];
    }

    /// <summary>Calls when something was written; now and then a call may be lost.</summary>
    public async Task ListenAsync(Action told, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        await connection.GetSubscriber().SubscribeAsync(_channel, (_, _) => told());
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed with this.")]
    private async ValueTask<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } connection)
            return connection;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            var configuration = redis.Value.Clone();
            // It goes on trying by itself.
            configuration.AbortOnConnectFail = false;
            return _connection ??= await ConnectionMultiplexer.ConnectAsync(configuration);
        }
        finally
        {
            _connecting.Release();
        }
    }
}
